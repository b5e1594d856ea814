package io.openmimc.topic.topic;

import java.util.List;

/**
 * The members of a topic as of a version.
 *
 * @param members the owner first, then by joining; empty if the version was known already
 */
public record Roster(long version, List<Member> members) {}
