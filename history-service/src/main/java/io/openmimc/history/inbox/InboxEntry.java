package io.openmimc.history.inbox;

import io.openmimc.proto.events.AcceptedMessage;
import java.util.Set;

/**
 * A message to be put into an account's inbox.
 *
 * @param taken the resources that have it already
 * @param owed of those that have not, the resources that may have logged in for the first time since it was accepted: they
 *     get it though others took it, for they were there when it was handed out
 */
public record InboxEntry(AcceptedMessage message, Set<String> taken, Set<String> owed) {
    /** For devices that all were known when it was accepted. */
    public InboxEntry(AcceptedMessage message, Set<String> taken) {
        this(message, taken, Set.of());
    }
}
