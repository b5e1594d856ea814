package io.openmimc.history.cleanup;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.history.inbox.Inboxes;
import io.openmimc.kit.device.Devices;
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
 * Removes the inbox and the devices of accounts that are gone; doing it again changes nothing. What is written for one
 * afterwards, by a message that was on its way, nobody can read, and it expires by itself.
 */
@Singleton
public class CleanUp implements ConsumerLoop.Handler {
    private static final CompletionStage<Void> NOTHING_TO_DO = CompletableFuture.completedFuture(null);

    private final Inboxes inboxes;
    private final Devices devices;
    private final Retries retries;

    CleanUp(Inboxes inboxes, Devices devices, Retries retries) {
        this.inboxes = inboxes;
        this.devices = devices;
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
        return event.getChange() == AccountChanged.Change.DELETED
                ? remove(event.getAccount().getUuid())
                : NOTHING_TO_DO;
    }

    private CompletionStage<Void> remove(long uuid) {
        return retries.untilDone("account-inbox", () -> inboxes.remove(uuid))
                // After the table: dispatch would load them from there again.
                .thenCompose(done -> retries.untilDone("account-devices", () -> devices.forget(uuid)));
    }
}
