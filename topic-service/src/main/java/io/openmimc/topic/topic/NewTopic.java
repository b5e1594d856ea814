package io.openmimc.topic.topic;

import org.jspecify.annotations.Nullable;

/**
 * The body that creates a topic.
 *
 * @param topicName 1 to 256 characters
 * @param accounts who is in it besides its owner, separated by commas; may be empty, and may name the owner
 */
public record NewTopic(@Nullable String topicName, @Nullable String accounts) {}
