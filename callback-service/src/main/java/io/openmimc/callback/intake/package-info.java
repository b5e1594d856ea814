/** Messages and their fates from Kafka. */
@NullMarked
package io.openmimc.callback.intake;

import org.jspecify.annotations.NullMarked;
