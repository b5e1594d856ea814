package io.openmimc.contact.cleanup;

import io.openmimc.contact.store.HiddenTopics;
import io.openmimc.contact.store.Peers;
import io.openmimc.kit.kafka.Retries;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/**
 * Deletes the contacts of accounts that were deleted. In the lists of others such an account is left out when they are read.
 * Nothing is done for deleted apps: nobody can read the contacts of one, and they are gone within 30 days.
 */
@Singleton
public class DeletedAccounts {
    private final Peers peers;
    private final HiddenTopics hidden;
    private final Retries retries;

    DeletedAccounts(Peers peers, HiddenTopics hidden, Retries retries) {
        this.peers = peers;
        this.hidden = hidden;
        this.retries = retries;
    }

    /** Removes what is kept of an account; completes when that is durable. */
    public CompletionStage<Void> remove(long uuid) {
        return retries.untilDone(
                "contact-cleanup", () -> peers.removeAll(uuid).thenCompose(done -> hidden.removeAll(uuid)));
    }
}
