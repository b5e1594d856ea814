/** What the load costs: processor time, memory, pauses, bytes written. */
@NullMarked
package io.openmimc.bench.cost;

import org.jspecify.annotations.NullMarked;
