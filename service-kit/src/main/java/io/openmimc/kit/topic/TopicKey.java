package io.openmimc.kit.topic;

/** A topic with its app, so that no look-up can forget whose it is. */
public record TopicKey(long appId, long topicId) {}
