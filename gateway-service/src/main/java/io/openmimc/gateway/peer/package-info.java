/** Calls from this gateway to the others. */
@NullMarked
package io.openmimc.gateway.peer;

import org.jspecify.annotations.NullMarked;
