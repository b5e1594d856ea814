package io.openmimc.kit.cassandra;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.micrometer.core.instrument.Counter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes rows of many partitions, most of them small: while a few requests are on their way to a replica, rows for the same one
 * wait and then go out together. A row alone waits for nothing, a large one goes alone.
 * docs/adr/0007-inbox-rows-of-many-accounts.md
 */
public final class SmallWrites {
    /** Above these Cassandra warns of a batch over partitions: at ten partitions, and at 5 KiB. */
    private static final int MAX_ROWS = 10;

    private static final int MAX_BYTES = 4 * 1024;
    private static final int MAX_IN_FLIGHT = 16;

    private record Write(BoundStatement row, int bytes, CompletableFuture<Void> done) {}

    private final Cassandra cassandra;
    private final String name;
    private final Counter requests;
    private final ConcurrentMap<UUID, Replica> replicas = new ConcurrentHashMap<>();
    private final AtomicInteger held = new AtomicInteger();

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
     * @return fails with {@link io.openmimc.proto.ImException} UNAVAILABLE; rows that went with it fail as well
     */
    public CompletionStage<Void> write(BoundStatement row) {
        var write = new Write(row, bytes(row), new CompletableFuture<>());
        replicas.computeIfAbsent(cassandra.replica(row.getRoutingKey()), host -> new Replica())
                .add(write);
        return write.done;
    }

    /**
     * Runs what writes many rows at once, so that they share requests from the first one on: until it has ended, rows wait. It
     * must not block.
     */
    public void together(Runnable writes) {
        held.incrementAndGet();
        try {
            writes.run();
        } finally {
            if (held.decrementAndGet() == 0) {
                replicas.values().forEach(Replica::send);
            }
        }
    }

    private static int bytes(BoundStatement row) {
        int bytes = 0;
        for (ByteBuffer value : row.getValues()) {
            bytes += value == null ? 0 : value.remaining();
        }
        return bytes;
    }

    /** The rows for one replica. What waits is bounded by what its writers have under way. */
    private final class Replica {
        private final Deque<Write> waiting = new ArrayDeque<>();
        private int inFlight;

        private void add(Write write) {
            synchronized (this) {
                waiting.add(write);
            }
            if (held.get() == 0) { // asked after it was added: who lets go later sends it
                send();
            }
        }

        private void send() {
            for (List<Write> next = next(); !next.isEmpty(); next = next()) {
                send(next);
            }
        }

        private void send(List<Write> next) {
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

        private synchronized List<Write> next() {
            List<Write> next = new ArrayList<>();
            if (inFlight >= MAX_IN_FLIGHT) {
                return next;
            }
            int bytes = 0;
            while (!waiting.isEmpty()
                    && next.size() < MAX_ROWS
                    && (next.isEmpty() || bytes + waiting.element().bytes <= MAX_BYTES)) {
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
