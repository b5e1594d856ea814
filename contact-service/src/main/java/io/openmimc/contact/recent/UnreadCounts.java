package io.openmimc.contact.recent;

import io.openmimc.contact.recent.ContactView.UserType;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.inbox.UnreadResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many messages wait for an account, by conversation.
 *
 * @param counts null: not known
 * @param more there may be more than counted
 */
record UnreadCounts(@Nullable Map<Conversation, Integer> counts, boolean more) {
    static final UnreadCounts UNKNOWN = new UnreadCounts(null, false);

    record Conversation(UserType type, long id) {}

    static UnreadCounts of(UnreadResponse response) {
        Map<Conversation, Integer> counts = new HashMap<>();
        response.getConversationsList()
                .forEach(each -> counts.put(
                        new Conversation(each.getKind() == Kind.P2T ? UserType.TOPIC : UserType.USER, each.getId()),
                        each.getMessages()));
        return new UnreadCounts(counts, response.getMore());
    }

    @Nullable
    Integer of(Contact contact) {
        return counts == null ? null : counts.getOrDefault(new Conversation(contact.type(), contact.id()), 0);
    }
}
