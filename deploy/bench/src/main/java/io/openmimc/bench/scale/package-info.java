/** How much of everything so many devices and messages take: arithmetic, from what was measured on one machine. */
@NullMarked
package io.openmimc.bench.scale;

import org.jspecify.annotations.NullMarked;
