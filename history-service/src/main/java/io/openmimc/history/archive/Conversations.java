package io.openmimc.history.archive;

import io.openmimc.proto.Sequence;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads conversations over the bounds of weeks, one week after the other. Nothing older than
 * {@link ArchiveConfig#retention} is looked for. All failures are {@link io.openmimc.proto.ImException} UNAVAILABLE.
 */
@Singleton
public class Conversations {
    /** Gateways' clocks may be ahead of ours. */
    private static final long AHEAD_MS = 60_000;

    private final Archive archive;
    private final ArchiveConfig config;
    private final Clock clock = Clock.systemUTC();

    Conversations(Archive archive, ArchiveConfig config) {
        this.archive = archive;
        this.config = config;
    }

    /**
     * The first messages of a range of sequences.
     *
     * @param from first sequence
     * @param to the sequence after the last one
     * @param most messages at most
     */
    public CompletionStage<Slice> first(Conversation conversation, long from, long to, int most) {
        long low = Math.max(from, oldest());
        long high = Math.min(to, newest());
        var collector = collector(most);
        if (low >= high) {
            return CompletableFuture.completedStage(Slice.EMPTY);
        }
        return forwards(conversation, Weeks.of(low), low, high, collector).thenApply(done -> collector.ascending());
    }

    private CompletionStage<Void> forwards(
            Conversation conversation, int week, long low, long high, Slice.Collector collector) {
        if (collector.more() || week > Weeks.of(high - 1)) {
            return CompletableFuture.completedStage(null);
        }
        return archive.read(conversation, week, low, high, false, collector.wanted(), collector::add)
                .thenCompose(done -> forwards(conversation, week + 1, low, high, collector));
    }

    /**
     * The last messages of a range of sequences.
     *
     * @param from first sequence
     * @param to the sequence after the last one
     * @param most messages at most; ascending in the answer
     */
    public CompletionStage<Slice> last(Conversation conversation, long from, long to, int most) {
        long low = Math.max(from, oldest());
        long high = Math.min(to, newest());
        var collector = collector(most);
        if (low >= high) {
            return CompletableFuture.completedStage(Slice.EMPTY);
        }
        return backwards(conversation, Weeks.of(high - 1), low, high, collector)
                .thenApply(done -> collector.reversed());
    }

    private CompletionStage<Void> backwards(
            Conversation conversation, int week, long low, long high, Slice.Collector collector) {
        if (collector.more() || collector.wanted() == 1 || week < Weeks.of(low)) {
            return CompletableFuture.completedStage(null);
        }
        return archive.read(conversation, week, low, high, true, collector.wanted(), collector::add)
                .thenCompose(done -> backwards(conversation, week - 1, low, high, collector));
    }

    private Slice.Collector collector(int most) {
        return new Slice.Collector(most, config.maxAnswerSize().asLongValue());
    }

    private long oldest() {
        return Sequence.firstAt(clock.millis() - config.retention().toMillis());
    }

    private long newest() {
        return Sequence.firstAt(clock.millis() + AHEAD_MS);
    }
}
