/** Events of topics, written with the change they tell of. */
@NullMarked
package io.openmimc.topic.outbox;

import org.jspecify.annotations.NullMarked;
