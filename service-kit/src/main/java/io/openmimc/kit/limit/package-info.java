/** Rates that are bounded per key. */
@NullMarked
package io.openmimc.kit.limit;

import org.jspecify.annotations.NullMarked;
