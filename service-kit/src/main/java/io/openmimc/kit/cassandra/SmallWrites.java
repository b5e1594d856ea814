package io.openmimc.kit.cassandra;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.micrometer.core.instrument.Counter;
import io.openmimc.kit.batch.Batches;
import io.openmimc.kit.batch.Gathering;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Writes rows of many partitions, few and small in each: while some requests are on their way to a replica, what is for the
 * same one waits and then goes out together. A row alone waits for nothing, a large one goes alone.
 * docs/adr/0007-inbox-rows-of-many-accounts.md
 */
public final class SmallWrites {
    /** Beyond ten partitions, and beyond 5 KiB, Cassandra warns of a batch. */
    private static final Batches.Limits LIMITS = new Batches.Limits(16, 10, 5 * 1024);

    /** More than Cassandra counts for a row of ours besides its values: of 100 bytes it warned now and then. */
    private static final int ROW_OVERHEAD = 150;

    /** Rows of one partition, which are written all or none. */
    private record Write(List<BoundStatement> rows, int bytes, CompletableFuture<Void> done) {}

    private final Cassandra cassandra;
    private final String name;
    private final Counter requests;
    private final ConcurrentMap<UUID, Batches<Write>> replicas = new ConcurrentHashMap<>();
    private final Gathering gathering = new Gathering();

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
        return write(List.of(row));
    }

    /**
     * Writes rows of one partition: all of them or none. They must be so few and small that they may go in one request.
     *
     * @param rows one at least
     * @return as for one row
     */
    public CompletionStage<Void> write(List<BoundStatement> rows) {
        var write = new Write(rows, bytes(rows), new CompletableFuture<>());
        Batches<Write> replica =
                replicas.computeIfAbsent(cassandra.replica(rows.get(0).getRoutingKey()), host -> replica());
        replica.add(write);
        if (!gathering.running()) {
            replica.send();
        }
        return write.done;
    }

    /**
     * Runs what writes many rows at once, so that they share requests from the first one on: until it has ended, rows wait. It
     * must not block.
     */
    public void together(Runnable writes) {
        gathering.during(writes, () -> replicas.values().forEach(Batches::send));
    }

    private static int bytes(List<BoundStatement> rows) {
        int bytes = rows.size() * ROW_OVERHEAD;
        for (BoundStatement row : rows) {
            for (ByteBuffer value : row.getValues()) {
                bytes += value == null ? 0 : value.remaining();
            }
        }
        return bytes;
    }

    /** What waits is bounded by what its writers have under way. */
    private Batches<Write> replica() {
        return new Batches<>(LIMITS, Write::bytes, writes -> {
            requests.increment();
            return cassandra.execute(name, together(writes)).whenComplete((done, failure) -> {
                for (Write write : writes) {
                    if (failure == null) {
                        write.done.complete(null);
                    } else {
                        write.done.completeExceptionally(failure);
                    }
                }
            });
        });
    }

    private static Statement<?> together(List<Write> writes) {
        BoundStatement first = writes.get(0).rows.get(0);
        if (writes.size() == 1 && writes.get(0).rows.size() == 1) {
            return first;
        }
        List<BatchableStatement<?>> rows = new ArrayList<>();
        writes.forEach(write -> rows.addAll(write.rows));
        return BatchStatement.newInstance(DefaultBatchType.UNLOGGED, rows).setRoutingKey(first.getRoutingKey());
    }
}
