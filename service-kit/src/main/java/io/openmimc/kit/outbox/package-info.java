/** Events that are written with the change they tell of, and sent to Kafka afterwards. */
@NullMarked
package io.openmimc.kit.outbox;

import org.jspecify.annotations.NullMarked;
