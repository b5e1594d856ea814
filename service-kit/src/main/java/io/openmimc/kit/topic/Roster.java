package io.openmimc.kit.topic;

import io.openmimc.proto.events.AccountRef;
import java.util.Arrays;
import java.util.List;

/** The members of a topic at one version of it. */
public final class Roster {
    private final TopicKey topic;
    private final long version;
    private final List<AccountRef> members;
    private final long[] uuids; // sorted

    /**
     * @param version grows with every change of the topic
     * @param members the owner first, then by joining
     */
    public Roster(TopicKey topic, long version, List<AccountRef> members) {
        this.topic = topic;
        this.version = version;
        this.members = List.copyOf(members);
        this.uuids = members.stream().mapToLong(AccountRef::getUuid).sorted().toArray();
    }

    public TopicKey topic() {
        return topic;
    }

    /** Grows with every change of the topic. */
    public long version() {
        return version;
    }

    /** The owner first, then by joining. */
    public List<AccountRef> members() {
        return members;
    }

    /** Whether the account with that uuid is a member. */
    public boolean contains(long uuid) {
        return Arrays.binarySearch(uuids, uuid) >= 0;
    }

    @Override
    public String toString() {
        return "Roster[topic=" + topic + ", version=" + version + ", members=" + members.size() + "]";
    }
}
