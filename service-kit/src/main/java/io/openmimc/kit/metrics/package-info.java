/** Metrics that several services have. */
@NullMarked
package io.openmimc.kit.metrics;

import org.jspecify.annotations.NullMarked;
