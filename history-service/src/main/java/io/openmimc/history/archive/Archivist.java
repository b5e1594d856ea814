package io.openmimc.history.archive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.kafka.AcceptedMessages;
import io.openmimc.kit.kafka.ConsumerLoop;
import io.openmimc.kit.kafka.Retries;
import io.openmimc.kit.kafka.UnreadableRecordException;
import io.openmimc.proto.events.AcceptedMessage;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Writes what it reads into the archive, messages of one partition together. Messages that their senders did not want
 * stored are passed over.
 */
@Singleton
public class Archivist implements ConsumerLoop.Handler {
    /** Messages written together: one partition, but one request, so it must stay small. */
    private static final int MAX_ROWS = 100;

    private static final int MAX_BYTES = 512 * 1024;

    private record Partition(Conversation conversation, int week) {}

    /** What goes out in one request. */
    private static final class Group {
        private final List<AcceptedMessage> messages = new ArrayList<>();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private int bytes;

        private boolean full(AcceptedMessage next) {
            return messages.size() >= MAX_ROWS || bytes + next.getPayload().size() > MAX_BYTES;
        }

        private void add(AcceptedMessage message) {
            messages.add(message);
            bytes += message.getPayload().size();
        }
    }

    private final Archive archive;
    private final Retries retries;
    private final Counter archived;

    Archivist(Archive archive, Retries retries, MeterRegistry meters) {
        this.archive = archive;
        this.retries = retries;
        this.archived = meters.counter("history.archived");
    }

    @Override
    public List<CompletableFuture<Void>> handle(List<ConsumerRecord<byte[], byte[]>> records) {
        List<CompletableFuture<Void>> stages = new ArrayList<>(records.size());
        Map<Partition, Group> filling = new LinkedHashMap<>();
        for (var record : records) {
            stages.add(accept(record, filling));
        }
        archive.together(() -> filling.forEach(this::write));
        return stages;
    }

    private CompletableFuture<Void> accept(ConsumerRecord<byte[], byte[]> record, Map<Partition, Group> filling) {
        AcceptedMessage message;
        try {
            message = AcceptedMessages.parse(record.value());
        } catch (UnreadableRecordException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (!message.getIsStore()) {
            return CompletableFuture.completedFuture(null);
        }
        var partition = new Partition(Conversation.of(message), Weeks.of(message.getSequence()));
        Group group = filling.computeIfAbsent(partition, p -> new Group());
        if (group.full(message)) {
            write(partition, group);
            group = new Group();
            filling.put(partition, group);
        }
        group.add(message);
        return group.done;
    }

    private void write(Partition partition, Group group) {
        retries.untilDone("archive", () -> archive.store(partition.conversation, partition.week, group.messages))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        archived.increment(group.messages.size());
                        group.done.complete(null);
                    } else {
                        group.done.completeExceptionally(failure);
                    }
                });
    }
}
