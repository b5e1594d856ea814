/** The load generator: {@code ./mimc bench}. docs/performance.md */
@NullMarked
package io.openmimc.bench;

import org.jspecify.annotations.NullMarked;
