/** Callbacks that wait for another attempt, or were given up, in PostgreSQL. */
@NullMarked
package io.openmimc.callback.store;

import org.jspecify.annotations.NullMarked;
