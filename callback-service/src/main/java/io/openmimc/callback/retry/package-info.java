/** Further attempts, and the end of what was given up. */
@NullMarked
package io.openmimc.callback.retry;

import org.jspecify.annotations.NullMarked;
