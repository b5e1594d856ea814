/** One callback to be made: its kind, id and body. */
@NullMarked
package io.openmimc.callback.delivery;

import org.jspecify.annotations.NullMarked;
