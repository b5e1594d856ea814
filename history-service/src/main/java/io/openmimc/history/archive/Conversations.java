package io.openmimc.history.archive;

import io.openmimc.kit.app.AppDirectory;
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
    /** Payloads of one page. */
    private static final int PAGE_BYTES = 8 * 1024 * 1024;

    private static final int MIN_PAGE_ROWS = 50;
    private static final int MAX_PAGE_ROWS = 1_000;

    private final Archive archive;
    private final AppDirectory apps;
    private final ArchiveConfig config;
    private final Clock clock = Clock.systemUTC();

    Conversations(Archive archive, AppDirectory apps, ArchiveConfig config) {
        this.archive = archive;
        this.apps = apps;
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
        var collector = collector(most, false);
        if (low >= high) {
            return CompletableFuture.completedStage(Slice.EMPTY);
        }
        return pageRows(conversation)
                .thenCompose(rows -> forwards(conversation, Weeks.of(low), low, high, rows, collector))
                .thenApply(done -> collector.ascending());
    }

    private CompletionStage<Void> forwards(
            Conversation conversation, int week, long low, long high, int pageRows, Slice.Collector collector) {
        if (collector.more() || week > Weeks.of(high - 1)) {
            return CompletableFuture.completedStage(null);
        }
        return archive.read(
                        conversation, week, low, high, false, Math.min(collector.wanted(), pageRows), collector::add)
                .thenCompose(done -> forwards(conversation, week + 1, low, high, pageRows, collector));
    }

    /**
     * The last messages of a range of sequences. All of the earliest one's millisecond are among them: who goes on before
     * its time, as clients do, misses none.
     *
     * @param from first sequence
     * @param to the sequence after the last one
     * @param most messages at most, but for those of the earliest one's millisecond, of which a gateway accepts up to 4,096;
     *     ascending in the answer
     */
    public CompletionStage<Slice> last(Conversation conversation, long from, long to, int most) {
        long low = Math.max(from, oldest());
        long high = Math.min(to, newest());
        var collector = collector(most, true);
        if (low >= high) {
            return CompletableFuture.completedStage(Slice.EMPTY);
        }
        return pageRows(conversation)
                .thenCompose(rows -> backwards(conversation, Weeks.of(high - 1), low, high, rows, collector))
                .thenApply(done -> collector.reversed());
    }

    private CompletionStage<Void> backwards(
            Conversation conversation, int week, long low, long high, int pageRows, Slice.Collector collector) {
        if (collector.more() || collector.wanted() == 1 || week < Weeks.of(low)) {
            return CompletableFuture.completedStage(null);
        }
        return archive.read(conversation, week, low, high, true, Math.min(collector.wanted(), pageRows), collector::add)
                .thenCompose(done -> backwards(conversation, week - 1, low, high, pageRows, collector));
    }

    private CompletionStage<Integer> pageRows(Conversation conversation) {
        return apps.settings(conversation.appId())
                .thenApply(app -> pageRows(app.getLimits().getMaxPayloadBytes()));
    }

    /** As many as make a page though every payload were as large as the app's limit lets it be: each page is a round trip. */
    static int pageRows(int maxPayloadBytes) {
        return Math.max(MIN_PAGE_ROWS, Math.min(MAX_PAGE_ROWS, PAGE_BYTES / maxPayloadBytes));
    }

    private Slice.Collector collector(int most, boolean wholeMs) {
        return new Slice.Collector(most, config.maxAnswerSize().asLongValue(), wholeMs);
    }

    private long oldest() {
        return Sequence.firstAt(clock.millis() - config.retention().toMillis());
    }

    private long newest() {
        return Sequence.firstAt(clock.millis() + AHEAD_MS);
    }
}
