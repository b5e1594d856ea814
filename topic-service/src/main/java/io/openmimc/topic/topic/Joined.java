package io.openmimc.topic.topic;

/**
 * A topic that an account is in.
 *
 * @param joinedAt milliseconds since the Unix epoch
 */
public record Joined(TopicInfo topic, long joinedAt) {}
