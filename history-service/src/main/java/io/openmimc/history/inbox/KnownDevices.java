package io.openmimc.history.inbox;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.CqlStatement;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The table {@code devices}: what outlives a Redis that lost everything. All failures are
 * {@link io.openmimc.proto.ImException} UNAVAILABLE.
 */
@Singleton
public class KnownDevices {
    private final CqlStatement select;
    private final CqlStatement see;
    private final CqlStatement move;
    private final CqlStatement welcome;

    KnownDevices(Cassandra cassandra) {
        this.select = cassandra.statement(
                "devices.select",
                "SELECT resource, cursor, last_seen, first_login, app FROM devices WHERE uuid = :uuid");
        this.see = cassandra.statement(
                "devices.see",
                """
                UPDATE devices SET last_seen = :last_seen, app = :app
                WHERE uuid = :uuid AND resource = :resource""");
        this.move = cassandra.statement(
                "devices.move",
                """
                UPDATE devices USING TIMESTAMP :written SET cursor = :cursor
                WHERE uuid = :uuid AND resource = :resource""");
        this.welcome = cassandra.statement(
                "devices.welcome",
                """
                UPDATE devices SET last_seen = :last_seen, first_login = :first_login, app = :app
                WHERE uuid = :uuid AND resource = :resource""");
    }

    /** All of an account, in no order. */
    public CompletionStage<List<KnownDevice>> of(long uuid) {
        return select.execute(values -> values.setLong("uuid", uuid))
                .thenCompose(page -> collect(page, new ArrayList<>()));
    }

    private CompletionStage<List<KnownDevice>> collect(AsyncResultSet page, List<KnownDevice> devices) {
        page.currentPage().forEach(row -> devices.add(device(row)));
        return page.hasMorePages()
                ? select.next(page).thenCompose(next -> collect(next, devices))
                : CompletableFuture.completedStage(devices);
    }

    private static KnownDevice device(Row row) {
        Instant lastSeen = row.getInstant("last_seen");
        // Each may have expired for itself; a cursor or a first login that old is before every row that is left.
        return new KnownDevice(
                String.valueOf(row.getString("resource")),
                row.getLong("cursor"),
                lastSeen == null ? 0 : lastSeen.toEpochMilli(),
                row.getLong("first_login"),
                row.getLong("app"));
    }

    /** Makes a device known for another thirty days. */
    CompletionStage<Void> see(long appId, long uuid, String resource, Instant now) {
        return see.execute(values -> values.setInstant("last_seen", now)
                        .setLong("app", appId)
                        .setLong("uuid", uuid)
                        .setString("resource", resource))
                .thenAccept(done -> {});
    }

    /** A part of a batch that makes a device known that was not. */
    CompletionStage<BatchableStatement<?>> welcomeStatement(long uuid, KnownDevice device) {
        return welcome.prepare()
                .thenApply(prepared ->
                        welcome.bind(values -> values.setInstant("last_seen", Instant.ofEpochMilli(device.lastSeenMs()))
                                .setLong("first_login", device.firstLoginMs())
                                .setLong("app", device.appId())
                                .setLong("uuid", uuid)
                                .setString("resource", device.resource())));
    }

    /** Moves a cursor forward; a smaller one than what is stored changes nothing. */
    CompletionStage<Void> move(long uuid, String resource, long cursor) {
        return move.execute(values -> bind(values, uuid, resource, cursor)).thenAccept(done -> {});
    }

    /** The same as a part of a batch. */
    CompletionStage<BatchableStatement<?>> moveStatement(long uuid, String resource, long cursor) {
        return move.prepare().thenApply(prepared -> move.bind(values -> bind(values, uuid, resource, cursor)));
    }

    private static BoundStatementBuilder bind(BoundStatementBuilder values, long uuid, String resource, long cursor) {
        return values.setLong("written", Positions.writeTime(cursor))
                .setLong("cursor", cursor)
                .setLong("uuid", uuid)
                .setString("resource", resource);
    }
}
