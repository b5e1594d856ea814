package io.openmimc.contact.intake;

import io.openmimc.contact.store.Lifetime;
import io.openmimc.contact.store.Peers;
import io.openmimc.contact.store.TopicMessages;
import io.openmimc.kit.cassandra.SmallWrites;
import io.openmimc.kit.kafka.AcceptedMessages;
import io.openmimc.kit.kafka.ConsumerLoop;
import io.openmimc.kit.kafka.Retries;
import io.openmimc.kit.kafka.UnreadableRecordException;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Keeps the last message of every conversation. Of what one poll brings only the last message of each is written: one row for
 * a topic, whatever its size, and one for either side of two accounts. Messages that their senders did not want stored, and
 * those that are no longer recent, are passed over.
 */
@Singleton
public class Intake implements ConsumerLoop.Handler {
    private static final CompletableFuture<Void> NOTHING_TO_DO = CompletableFuture.completedFuture(null);

    private final Peers peers;
    private final TopicMessages topics;
    private final SmallWrites writes;
    private final Retries retries;
    private final IntakeMetrics metrics;
    private final Clock clock = Clock.systemUTC();

    Intake(Peers peers, TopicMessages topics, SmallWrites writes, Retries retries, IntakeMetrics metrics) {
        this.peers = peers;
        this.topics = topics;
        this.writes = writes;
        this.retries = retries;
        this.metrics = metrics;
    }

    @Override
    public List<CompletableFuture<Void>> handle(List<ConsumerRecord<byte[], byte[]>> records) {
        List<CompletableFuture<Void>> stages = new ArrayList<>(records.size());
        LatestOfPoll latest = new LatestOfPoll();
        for (var record : records) {
            stages.add(accept(record, latest));
        }
        writes.together(() -> latest.forEach(this::write));
        metrics.polled(records.size(), latest.size());
        return stages;
    }

    private CompletableFuture<Void> accept(ConsumerRecord<byte[], byte[]> record, LatestOfPoll latest) {
        AcceptedMessage message;
        try {
            message = AcceptedMessages.parse(record.value());
        } catch (UnreadableRecordException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (!message.getIsStore() || secondsLeft(message) == 0) {
            return NOTHING_TO_DO;
        }
        if (message.getKind() == Kind.P2T) {
            return latest.ofTopic(message);
        }
        CompletableFuture<Void> sender = latest.ofPeer(message.getFrom().getUuid(), message.getTo(), message);
        // A note to oneself has one side.
        return message.getFrom().getUuid() == message.getTo().getUuid()
                ? sender
                : CompletableFuture.allOf(sender, latest.ofPeer(message.getTo().getUuid(), message.getFrom(), message));
    }

    private void write(Row row) {
        retries.untilDone("contact", () -> store(row)).whenComplete((done, failure) -> {
            if (failure == null) {
                metrics.written(row.message().getKind());
                row.done().complete(null);
            } else {
                row.done().completeExceptionally(failure);
            }
        });
    }

    private CompletionStage<Void> store(Row row) {
        int secondsLeft = secondsLeft(row.message());
        if (secondsLeft == 0) {
            return NOTHING_TO_DO; // Cassandra was away for that long
        }
        return row.peer() == null
                ? topics.store(row.message(), secondsLeft)
                : peers.store(row.owner(), row.peer(), row.message(), secondsLeft);
    }

    private int secondsLeft(AcceptedMessage message) {
        return Lifetime.secondsLeft(message.getSequence(), clock.millis());
    }
}
