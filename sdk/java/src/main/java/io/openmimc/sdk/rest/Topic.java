package io.openmimc.sdk.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A group with its members.
 *
 * @param members the owner first, then in the order of their joining
 */
public record Topic(TopicInfo info, List<Member> members) {
    /** An account in a group. */
    public record Member(long uuid, String account) {}

    public Topic {
        members = List.copyOf(members);
    }

    static Topic of(JsonNode json) {
        List<Member> members = new ArrayList<>();
        json.path("members")
                .forEach(member -> members.add(new Member(
                        member.path("uuid").asLong(), member.path("account").asText())));
        return new Topic(TopicInfo.of(json.path("topicInfo")), members);
    }

    public long id() {
        return info.topicId();
    }

    /** The members' names, in their order. */
    public List<String> accounts() {
        return members.stream().map(Member::account).toList();
    }
}
