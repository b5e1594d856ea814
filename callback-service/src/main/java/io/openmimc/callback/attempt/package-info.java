/** The HTTP request of a callback: to which addresses it may go, its signature, its bounds. */
@NullMarked
package io.openmimc.callback.attempt;

import org.jspecify.annotations.NullMarked;
