package io.openmimc.contact.recent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.openmimc.kit.rest.JsonId;
import io.openmimc.proto.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * A contact in JSON.
 *
 * @param id of the account, or of the topic
 * @param name the account's, or the topic's as it is now
 * @param timestamp of the last message, ms since the Unix epoch; here, and here only, a string
 * @param unread messages that no device of the caller has taken; null: not known
 * @param unreadMore true: there are more of them than {@code unread} says, which counts up to a bound; null: no
 */
public record ContactView(
        UserType userType,
        @JsonId long id,
        String name,
        @JsonId long timestamp,
        Message lastMessage,
        @JsonInclude(Include.NON_NULL) @Nullable Integer unread,
        @JsonInclude(Include.NON_NULL) @Nullable Boolean unreadMore) {

    /** What a contact is. */
    public enum UserType {
        USER,
        TOPIC
    }

    /** @param payload as it was sent; base64 in JSON */
    public record Message(@JsonId long fromUuid, String fromAccount, byte[] payload, @JsonId long sequence) {}

    static ContactView of(Contact contact, UnreadCounts unread) {
        return new ContactView(
                contact.type(),
                contact.id(),
                contact.name(),
                Sequence.timestampMs(contact.sequence()),
                new Message(contact.fromUuid(), contact.fromAccount(), contact.payload(), contact.sequence()),
                unread.of(contact),
                unread.more() ? true : null);
    }
}
