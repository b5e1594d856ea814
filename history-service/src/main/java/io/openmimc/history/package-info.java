/** Dispatch of accepted messages, the seven-day inbox, the six-month archive. */
@NullMarked
package io.openmimc.history;

import org.jspecify.annotations.NullMarked;
