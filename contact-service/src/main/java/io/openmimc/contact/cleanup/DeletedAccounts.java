package io.openmimc.contact.cleanup;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.contact.store.HiddenTopics;
import io.openmimc.contact.store.Peers;
import io.openmimc.kit.kafka.ConsumerLoop;
import io.openmimc.kit.kafka.Retries;
import io.openmimc.kit.kafka.UnreadableRecordException;
import io.openmimc.proto.events.AccountChanged;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Deletes the contacts of accounts that were deleted. In the lists of others such an account is left out when they are read.
 * Nothing is done for deleted apps: nobody can read the contacts of one, and they are gone within 30 days.
 */
@Singleton
public class DeletedAccounts implements ConsumerLoop.Handler {
    private final Peers peers;
    private final HiddenTopics hidden;
    private final Retries retries;

    DeletedAccounts(Peers peers, HiddenTopics hidden, Retries retries) {
        this.peers = peers;
        this.hidden = hidden;
        this.retries = retries;
    }

    @Override
    public List<CompletionStage<Void>> handle(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(record -> handle(record.value())).toList();
    }

    private CompletionStage<Void> handle(byte[] value) {
        AccountChanged event;
        try {
            event = AccountChanged.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            return CompletableFuture.failedStage(
                    new UnreadableRecordException("not an AccountChanged: " + e.getMessage()));
        }
        if (event.getChange() != AccountChanged.Change.DELETED) {
            return CompletableFuture.completedStage(null);
        }
        long uuid = event.getAccount().getUuid();
        return retries.untilDone(
                "contact-cleanup", () -> peers.removeAll(uuid).thenCompose(done -> hidden.removeAll(uuid)));
    }
}
