/** The port for those who run a service: health, metrics, API descriptions. No public door leads there. */
@NullMarked
package io.openmimc.kit.management;

import org.jspecify.annotations.NullMarked;
