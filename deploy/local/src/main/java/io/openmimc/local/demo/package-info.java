/** {@code ./mimc demo}: what the system promises, shown on a running stack with real clients. */
@NullMarked
package io.openmimc.local.demo;

import org.jspecify.annotations.NullMarked;
