package io.openmimc.history.inbox;

import io.openmimc.proto.events.AcceptedMessage;
import java.util.Set;

/**
 * A message to be put into an account's inbox.
 *
 * @param taken the resources that have it already
 */
public record InboxEntry(AcceptedMessage message, Set<String> taken) {}
