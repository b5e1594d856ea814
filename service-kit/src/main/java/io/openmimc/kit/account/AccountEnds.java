package io.openmimc.kit.account;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.kit.kafka.ConsumerLoop;
import io.openmimc.kit.kafka.UnreadableRecordException;
import io.openmimc.proto.events.AccountChanged;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Picks the accounts that were deleted out of {@code mimc.accounts}, for a consumer that cleans up after each. */
public final class AccountEnds implements ConsumerLoop.Handler {
    private final LongFunction<CompletionStage<Void>> cleanUp;

    /**
     * @param cleanUp removes what is kept of a uuid; completes when that is durable, and may be asked again
     */
    public AccountEnds(LongFunction<CompletionStage<Void>> cleanUp) {
        this.cleanUp = cleanUp;
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
        try {
            return cleanUp.apply(event.getAccount().getUuid());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e); // thrown on, it would end the consumer for all records
        }
    }
}
