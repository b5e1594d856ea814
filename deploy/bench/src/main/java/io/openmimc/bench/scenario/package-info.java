/** The kinds of load. */
@NullMarked
package io.openmimc.bench.scenario;

import org.jspecify.annotations.NullMarked;
