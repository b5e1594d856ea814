package io.openmimc.contact.store;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.SmallWrites;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/**
 * Writes rows: small ones together, large ones each in a request of its own. {@code contact.writes} counts the requests with
 * small rows.
 */
@Singleton
class RowWrites {
    /** Of a row, beside its payload: names of accounts, at most 128 characters each, and numbers. */
    private static final int OVERHEAD_BYTES = 600;

    private final Cassandra cassandra;
    private final SmallWrites small;

    RowWrites(Cassandra cassandra, MeterRegistry meters) {
        this.cassandra = cassandra;
        this.small = new SmallWrites(cassandra, "contact.store", meters.counter("contact.writes"));
    }

    /** Fails with {@link io.openmimc.proto.ImException} UNAVAILABLE only. */
    CompletionStage<Void> write(BoundStatement row, int payloadBytes) {
        int bytes = payloadBytes + OVERHEAD_BYTES;
        return bytes <= SmallWrites.MAX_BYTES
                ? small.write(row, bytes)
                : cassandra.execute("contact.store", row).thenAccept(done -> {});
    }
}
