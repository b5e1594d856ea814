/** What must be set before a service may start. */
@NullMarked
package io.openmimc.kit.start;

import org.jspecify.annotations.NullMarked;
