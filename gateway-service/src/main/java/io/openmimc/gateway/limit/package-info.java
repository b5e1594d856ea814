/** How much an account and an app may send. */
@NullMarked
package io.openmimc.gateway.limit;

import org.jspecify.annotations.NullMarked;
