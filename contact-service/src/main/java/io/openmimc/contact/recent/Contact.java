package io.openmimc.contact.recent;

import io.openmimc.contact.recent.ContactView.UserType;
import io.openmimc.contact.store.LastMessage;
import io.openmimc.contact.store.Peer;
import io.openmimc.kit.rest.Caller;
import io.openmimc.proto.topics.Topic;

/** Somebody an account has spoken with, or a group, and the last message. Compared by that message: the latest is largest. */
record Contact(UserType type, long id, String name, long sequence, long fromUuid, String fromAccount, byte[] payload)
        implements Comparable<Contact> {

    static Contact of(Peer peer, Caller caller) {
        return new Contact(
                UserType.USER,
                peer.uuid(),
                peer.account(),
                peer.sequence(),
                peer.fromPeer() ? peer.uuid() : caller.uuid(),
                peer.fromPeer() ? peer.account() : caller.account(),
                peer.payload());
    }

    static Contact of(Topic topic, LastMessage last) {
        return new Contact(
                UserType.TOPIC,
                topic.getTopicId(),
                topic.getName(),
                last.sequence(),
                last.fromUuid(),
                last.fromAccount(),
                last.payload());
    }

    boolean isAccount() {
        return type == UserType.USER;
    }

    @Override
    public int compareTo(Contact other) {
        return Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return "Contact[" + type + " " + id + ", sequence=" + sequence + "]";
    }
}
