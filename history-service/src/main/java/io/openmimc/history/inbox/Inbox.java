package io.openmimc.history.inbox;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.inbox.Device;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.RowRef;
import io.openmimc.proto.inbox.Settled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The inboxes as devices see them. Each device has a cursor, the position of the last row it took; it reads from
 * {@link InboxConfig#overlap} before that and leaves out what it took already, as the rows of that stretch say.
 * All failures are {@link io.openmimc.proto.ImException}, mostly UNAVAILABLE.
 */
@Singleton
class Inbox {
    private static final Duration SEEN_AGAIN = Duration.ofDays(1);
    /** Rows that a device passes without pulling any: below this it is cheaper to read them again than to note it. */
    private static final int WORTH_NOTING = 50;

    private final InboxRows rows;
    private final KnownDevices devices;
    private final InboxConfig config;
    private final InboxMetrics metrics;
    private final Clock clock = Clock.systemUTC();

    Inbox(InboxRows rows, KnownDevices devices, InboxConfig config, InboxMetrics metrics) {
        this.rows = rows;
        this.devices = devices;
        this.config = config;
        this.metrics = metrics;
    }

    /** Settles, then answers the oldest page of what is left. */
    CompletionStage<InboxPage> pull(Device device, Settled settled, int maxMessages, int maxBytes) {
        CompletionStage<Set<Long>> settling = settle(device, settled);
        CompletionStage<Long> start = start(device);
        return settling.thenCombine(start, (sequences, cursor) -> {
                    long from = Math.max(cursor, furthest(settled));
                    var reader = new PageReader(rows, device.getResource(), sequences, maxMessages, maxBytes);
                    return rows.scan(device.getUuid(), Positions.before(from, config.overlap()))
                            .thenCompose(reader::read)
                            .thenCompose(page -> passed(device, reader, from).thenApply(done -> page));
                })
                .thenCompose(page -> page)
                .thenApply(page -> {
                    metrics.pulled(page.getRowsCount());
                    return page;
                });
    }

    /**
     * Notes what a device took: moves its cursor to the last of the rows, and marks those that its next reading would
     * come across again.
     *
     * @return the sequences it took
     */
    CompletionStage<Set<Long>> settle(Device device, Settled settled) {
        Set<Long> sequences = new HashSet<>(settled.getSequencesList());
        settled.getRowsList().forEach(row -> sequences.add(row.getSequence()));
        if (sequences.isEmpty()) {
            return CompletableFuture.completedStage(sequences);
        }
        long cursor = furthest(settled);
        long visible = Positions.before(cursor, config.overlap());
        List<RowRef> marked = new ArrayList<>(settled.getRowsList());
        marked.removeIf(row -> row.getPosition() < visible);
        return find(device.getUuid(), settled.getSequencesList())
                .thenCompose(found -> {
                    marked.addAll(found);
                    return statements(device, cursor, marked);
                })
                .thenCompose(statements -> statements.isEmpty()
                        ? CompletableFuture.completedStage(null)
                        : rows.run("inbox.settle", statements))
                .thenApply(done -> {
                    metrics.settled(sequences.size());
                    return sequences;
                });
    }

    private CompletionStage<List<BatchableStatement<?>>> statements(Device device, long cursor, List<RowRef> marked) {
        CompletionStage<List<BatchableStatement<?>>> marks = rows.marks(device.getUuid(), device.getResource(), marked);
        return cursor == 0
                ? marks
                : marks.thenCombine(
                        devices.moveStatement(device.getUuid(), device.getResource(), cursor), (all, move) -> {
                            all.add(move);
                            return all;
                        });
    }

    /** The rows of messages that a device took too late for dispatch: they were stored after they had been accepted. */
    private CompletionStage<List<RowRef>> find(long uuid, List<Long> sequences) {
        if (sequences.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        long accepted =
                sequences.stream().mapToLong(Sequence::timestampMs).min().orElseThrow();
        long from = Positions.before(Positions.of(accepted), config.overlap());
        Set<Long> wanted = new HashSet<>(sequences);
        return rows.scanRefs(uuid, from).thenCompose(page -> find(page, wanted, new ArrayList<>()));
    }

    private CompletionStage<List<RowRef>> find(AsyncResultSet page, Set<Long> wanted, List<RowRef> found) {
        page.currentPage().forEach(row -> {
            if (wanted.contains(row.getLong("sequence"))) {
                found.add(RowRef.newBuilder()
                        .setPosition(row.getLong("position"))
                        .setSequence(row.getLong("sequence"))
                        .build());
            }
        });
        return page.hasMorePages()
                ? rows.next(page).thenCompose(next -> find(next, wanted, found))
                : CompletableFuture.completedStage(found);
    }

    /** The device's cursor; a device that is new becomes known. */
    private CompletionStage<Long> start(Device device) {
        return devices.of(device.getUuid()).thenCompose(known -> {
            @Nullable KnownDevice mine = null;
            long furthest = 0;
            for (KnownDevice each : known) {
                furthest = Math.max(furthest, each.cursor());
                mine = each.resource().equals(device.getResource()) ? each : mine;
            }
            return mine == null
                    ? welcome(device, Positions.before(furthest, config.lookBack()))
                    : seenAgain(device, mine);
        });
    }

    private CompletionStage<Long> welcome(Device device, long cursor) {
        metrics.welcomed();
        CompletionStage<Void> placed = cursor == 0
                ? CompletableFuture.completedStage(null)
                : devices.move(device.getUuid(), device.getResource(), cursor);
        return placed.thenCompose(done -> devices.see(device.getUuid(), device.getResource(), clock.instant()))
                .thenApply(done -> cursor);
    }

    private CompletionStage<Long> seenAgain(Device device, KnownDevice mine) {
        return clock.millis() - mine.lastSeenMs() < SEEN_AGAIN.toMillis()
                ? CompletableFuture.completedStage(mine.cursor())
                : devices.see(device.getUuid(), device.getResource(), clock.instant())
                        .thenApply(done -> mine.cursor());
    }

    /** A device that takes everything live settles nothing here: its cursor follows the rows that it passes. */
    private CompletionStage<Void> passed(Device device, PageReader reader, long cursor) {
        return reader.passed() < WORTH_NOTING || reader.passedUpTo() <= cursor
                ? CompletableFuture.completedStage(null)
                : devices.move(device.getUuid(), device.getResource(), reader.passedUpTo());
    }

    private static long furthest(Settled settled) {
        return settled.getRowsList().stream()
                .mapToLong(RowRef::getPosition)
                .max()
                .orElse(0);
    }
}
