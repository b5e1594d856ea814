package io.openmimc.kit.cassandra;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.micrometer.core.instrument.Counter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Writes small rows of many partitions: while a few requests are on their way to a replica, rows for the same one wait and then
 * go out together. A row alone waits for nothing. docs/adr/0007-inbox-rows-of-many-accounts.md
 */
public final class SmallWrites {
    /** Above these Cassandra warns of a batch over partitions: at ten partitions, and at 5 KiB. */
    private static final int MAX_ROWS = 10;

    public static final int MAX_BYTES = 4 * 1024;
    private static final int MAX_IN_FLIGHT = 4;

    private record Write(BoundStatement row, int bytes, CompletableFuture<Void> done) {}

    private final Cassandra cassandra;
    private final String name;
    private final Counter requests;
    private final ConcurrentMap<UUID, Replica> replicas = new ConcurrentHashMap<>();

    /**
     * @param name of the requests, a tag of the metric {@code cassandra.call}
     * @param requests counts them
     */
    public SmallWrites(Cassandra cassandra, String name, Counter requests) {
        this.cassandra = cassandra;
        this.name = name;
        this.requests = requests;
    }

    /**
     * Writes one row.
     *
     * @param bytes its size, at most {@link #MAX_BYTES}
     * @return fails with {@link io.openmimc.proto.ImException} UNAVAILABLE; rows that went with it fail as well
     */
    public CompletionStage<Void> write(BoundStatement row, int bytes) {
        var write = new Write(row, bytes, new CompletableFuture<>());
        replicas.computeIfAbsent(cassandra.replica(row.getRoutingKey()), host -> new Replica())
                .add(write);
        return write.done;
    }

    /** The rows for one replica. What waits is bounded by what its writers have under way. */
    private final class Replica {
        private final Deque<Write> waiting = new ArrayDeque<>();
        private int inFlight;

        private void add(Write write) {
            synchronized (this) {
                waiting.add(write);
            }
            send();
        }

        private void send() {
            List<Write> next = next();
            if (!next.isEmpty()) {
                requests.increment();
                cassandra.execute(name, together(next)).whenComplete((done, failure) -> {
                    synchronized (this) {
                        inFlight--;
                    }
                    send();
                    for (Write write : next) {
                        if (failure == null) {
                            write.done.complete(null);
                        } else {
                            write.done.completeExceptionally(failure);
                        }
                    }
                });
            }
        }

        private synchronized List<Write> next() {
            List<Write> next = new ArrayList<>();
            if (inFlight >= MAX_IN_FLIGHT) {
                return next;
            }
            int bytes = 0;
            while (!waiting.isEmpty() && next.size() < MAX_ROWS && bytes + waiting.element().bytes <= MAX_BYTES) {
                Write write = waiting.remove();
                bytes += write.bytes;
                next.add(write);
            }
            if (!next.isEmpty()) {
                inFlight++;
            }
            return next;
        }
    }

    private static Statement<?> together(List<Write> writes) {
        if (writes.size() == 1) {
            return writes.get(0).row;
        }
        List<BatchableStatement<?>> rows = new ArrayList<>(writes.size());
        writes.forEach(write -> rows.add(write.row));
        return BatchStatement.newInstance(DefaultBatchType.UNLOGGED, rows)
                .setRoutingKey(writes.get(0).row.getRoutingKey());
    }
}
