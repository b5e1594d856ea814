package io.openmimc.topic.topic;

import java.util.List;

/**
 * A topic as its members see it.
 *
 * @param members the owner first, then by joining
 */
public record TopicView(TopicInfo topicInfo, List<Member> members) {}
