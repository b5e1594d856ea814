/** Who is in which topic, as known from topic-service. */
@NullMarked
package io.openmimc.kit.topic;

import org.jspecify.annotations.NullMarked;
