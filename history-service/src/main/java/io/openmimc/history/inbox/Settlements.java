package io.openmimc.history.inbox;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.inbox.Device;
import io.openmimc.proto.inbox.RowRef;
import io.openmimc.proto.inbox.Settled;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Notes what devices took: moves a device's cursor to the last of its rows, and marks those that its next reading would come
 * across again. Messages that were taken live, but too late for dispatch, are marked too, whether or not their rows are
 * there yet. All failures are {@link io.openmimc.proto.ImException}: NOT_FOUND for an account of another app, else mostly
 * UNAVAILABLE.
 */
@Singleton
class Settlements {
    private final InboxRows rows;
    private final Owners owners;
    private final KnownDevices devices;
    private final InboxConfig config;
    private final InboxMetrics metrics;

    Settlements(InboxRows rows, Owners owners, KnownDevices devices, InboxConfig config, InboxMetrics metrics) {
        this.rows = rows;
        this.owners = owners;
        this.devices = devices;
        this.config = config;
        this.metrics = metrics;
    }

    /** As {@link #settle(Device, Settled, List)}, for who has not asked for the account's devices. */
    CompletionStage<Set<Long>> settle(Device device, Settled settled) {
        return settled.getRowsCount() == 0 && settled.getSequencesCount() == 0
                ? CompletableFuture.completedStage(Set.of())
                : owners.devices(device.getAppId(), device.getUuid())
                        .thenCompose(known -> settle(device, settled, known));
    }

    /**
     * @param known the account's devices
     * @return the sequences it took
     */
    CompletionStage<Set<Long>> settle(Device device, Settled settled, List<KnownDevice> known) {
        Set<Long> sequences = new HashSet<>(settled.getSequencesList());
        settled.getRowsList().forEach(row -> sequences.add(row.getSequence()));
        if (sequences.isEmpty()) {
            return CompletableFuture.completedStage(sequences);
        }
        long cursor = furthest(settled);
        long visible = Positions.before(cursor, config.overlap());
        Set<RowRef> refs = new HashSet<>(settled.getRowsList());
        refs.removeIf(row -> row.getPosition() < visible);
        Set<Long> late = new HashSet<>(settled.getSequencesList());
        return marks(device, refs, late, known)
                .thenCompose(marks -> statements(device, cursor, marks))
                .thenCompose(statements -> statements.isEmpty()
                        ? CompletableFuture.completedStage(null)
                        : rows.run("inbox.settle", statements))
                .thenApply(done -> {
                    metrics.settled(sequences.size());
                    return sequences;
                });
    }

    /** Position of the last of the rows; 0: none. */
    static long furthest(Settled settled) {
        return settled.getRowsList().stream()
                .mapToLong(RowRef::getPosition)
                .max()
                .orElse(0);
    }

    private CompletionStage<List<BatchableStatement<?>>> statements(
            Device device, long cursor, Map<RowRef, Set<String>> marks) {
        CompletionStage<List<BatchableStatement<?>>> marking =
                rows.marks(device.getUuid(), device.getResource(), marks);
        return cursor == 0
                ? marking
                : marking.thenCombine(
                        devices.moveStatement(device.getUuid(), device.getResource(), cursor), (all, move) -> {
                            all.add(move);
                            return all;
                        });
    }

    /** Which rows are to be marked, each with those that it is owed to. */
    private CompletionStage<Map<RowRef, Set<String>>> marks(
            Device device, Set<RowRef> refs, Set<Long> late, List<KnownDevice> known) {
        var marks = new Marks(device.getResource(), refs, late, known);
        long from = marks.lookFrom();
        return from == Long.MAX_VALUE
                ? CompletableFuture.completedStage(marks.all())
                : rows.scanRefs(device.getUuid(), from).thenCompose(page -> look(page, marks));
    }

    private CompletionStage<Map<RowRef, Set<String>>> look(AsyncResultSet page, Marks marks) {
        page.currentPage().forEach(marks::add);
        return page.hasMorePages()
                ? rows.next(page).thenCompose(next -> look(next, marks))
                : CompletableFuture.completedStage(marks.all());
    }

    /** Used by one call, so confined to its chain of stages. */
    private final class Marks {
        private final String resource;
        private final Set<RowRef> refs;
        private final Set<Long> late;
        private final List<KnownDevice> known;
        private final Set<Long> missing;
        private final Map<RowRef, Set<String>> marks = new HashMap<>();

        private Marks(String resource, Set<RowRef> refs, Set<Long> late, List<KnownDevice> known) {
            this.resource = resource;
            this.refs = refs;
            this.late = late;
            this.known = known;
            this.missing = new HashSet<>(late);
            refs.forEach(ref -> marks.put(ref, Set.of()));
        }

        /** From where rows have to be looked at; {@link Long#MAX_VALUE}: they have not. */
        private long lookFrom() {
            long from = late.stream()
                    .mapToLong(Sequence::timestampMs)
                    .map(acceptedMs -> Positions.before(Positions.of(acceptedMs), config.overlap()))
                    .min()
                    .orElse(Long.MAX_VALUE);
            for (RowRef ref : refs) {
                if (ref.getPosition() < from && !newcomers(ref.getSequence()).isEmpty()) {
                    from = ref.getPosition();
                }
            }
            return from;
        }

        private void add(Row row) {
            long sequence = row.getLong("sequence");
            RowRef ref = RowRef.newBuilder()
                    .setPosition(row.getLong("position"))
                    .setSequence(sequence)
                    .build();
            if (late.contains(sequence) || refs.contains(ref)) {
                missing.remove(sequence);
                Set<String> taken = row.getSet("taken", String.class);
                marks.put(ref, taken == null || taken.isEmpty() ? newcomers(sequence) : Set.of());
            }
        }

        private Map<RowRef, Set<String>> all() {
            // Their rows are being written: readers will see the marks first.
            missing.forEach(sequence -> marks.put(
                    RowRef.newBuilder()
                            .setPosition(rows.nextPosition())
                            .setSequence(sequence)
                            .build(),
                    newcomers(sequence)));
            return marks;
        }

        /** The others that came after a message was accepted, but before it was taken: it is not history for them. */
        private Set<String> newcomers(long sequence) {
            long acceptedMs = Sequence.timestampMs(sequence);
            return known.stream()
                    .filter(device -> device.firstLoginMs() >= acceptedMs)
                    .map(KnownDevice::resource)
                    .filter(other -> !other.equals(resource))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }
}
