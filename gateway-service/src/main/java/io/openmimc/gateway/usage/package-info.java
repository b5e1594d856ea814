/** Tells operators what each app makes use of on this gateway. */
@NullMarked
package io.openmimc.gateway.usage;

import org.jspecify.annotations.NullMarked;
