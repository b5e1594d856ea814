package io.openmimc.topic.topic;

import io.openmimc.proto.events.TopicChanged;
import java.util.Optional;

/**
 * What a change came to.
 *
 * @param answer what its caller gets
 * @param event what is told of it; empty where nothing was changed
 */
record Change<T>(T answer, Optional<TopicChanged> event) {}
