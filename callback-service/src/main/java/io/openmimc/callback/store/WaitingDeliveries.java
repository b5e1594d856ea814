package io.openmimc.callback.store;

import io.openmimc.callback.delivery.Delivery;
import io.openmimc.proto.accounts.CallbackKind;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * The callbacks that wait for an attempt. Several replicas take from them at once: a row that was taken is due again only
 * when its lease is over. All times are ms since the Unix epoch.
 */
@Singleton
public class WaitingDeliveries {
    private static final Logger LOG = Logger.getLogger(WaitingDeliveries.class);

    /** Jumps from endpoint to endpoint along the index: an app with many rows costs no more than one with few. */
    private static final String DUE =
            """
            WITH RECURSIVE endpoints AS (
                (SELECT app_id, offline FROM callback.deliveries WHERE failed_at IS NULL
                 ORDER BY app_id, offline LIMIT 1)
                UNION ALL
                SELECT next.app_id, next.offline FROM endpoints e CROSS JOIN LATERAL (
                    SELECT d.app_id, d.offline FROM callback.deliveries d
                    WHERE d.failed_at IS NULL AND (d.app_id, d.offline) > (e.app_id, e.offline)
                    ORDER BY d.app_id, d.offline LIMIT 1) next)
            SELECT app_id, offline FROM endpoints e WHERE EXISTS (
                SELECT 1 FROM callback.deliveries d WHERE d.failed_at IS NULL
                AND d.app_id = e.app_id AND d.offline = e.offline AND d.next_at <= $1)""";

    /** As an array, the rows are chosen once, whatever the plan: choosing again would skip those that are locked by now. */
    private static final String TAKE =
            """
            WITH taken AS (
                UPDATE callback.deliveries SET next_at = $4 WHERE id = ANY (ARRAY(
                    SELECT id FROM callback.deliveries
                    WHERE failed_at IS NULL AND app_id = $1 AND offline = $2 AND next_at <= $3
                    ORDER BY next_at, id LIMIT $5 FOR UPDATE SKIP LOCKED))
                RETURNING id, app_id, kind, conversation, body, created_at, attempts)
            SELECT * FROM taken ORDER BY created_at, id""";

    private static final String COUNT_FAILURE =
            """
            UPDATE callback.deliveries SET
                attempts = attempts + 1,
                reason = $1,
                failed_at = CASE WHEN attempts + 1 > cardinality($3::bigint[]) THEN $2::bigint END,
                next_at = CASE WHEN attempts + 1 > cardinality($3::bigint[]) THEN next_at
                          ELSE $2::bigint + ($3::bigint[])[attempts + 1] END
            """;

    private static final String FAILED = COUNT_FAILURE + "WHERE id = $4 AND failed_at IS NULL RETURNING failed_at";

    private static final String REFUSE = COUNT_FAILURE
            + """
            WHERE id = ANY (ARRAY(
                SELECT id FROM callback.deliveries
                WHERE failed_at IS NULL AND app_id = $4 AND offline = $5 AND next_at <= $6
                ORDER BY next_at LIMIT $7 FOR UPDATE SKIP LOCKED))
            RETURNING failed_at""";

    private static final String DELIVERED = "DELETE FROM callback.deliveries WHERE id = $1";
    private static final String POSTPONE =
            "UPDATE callback.deliveries SET next_at = $2 WHERE id = $1 AND failed_at IS NULL";
    private static final String GIVE_BACK =
            "UPDATE callback.deliveries SET next_at = $2 WHERE id = ANY ($1) AND failed_at IS NULL AND next_at > $2";
    private static final String GIVE_UP =
            "UPDATE callback.deliveries SET failed_at = $2, reason = $3 WHERE id = $1 AND failed_at IS NULL";

    private static final String FORGET =
            """
            DELETE FROM callback.deliveries WHERE id IN (
                SELECT id FROM callback.deliveries WHERE app_id = $1 AND offline = $2 AND failed_at IS NULL LIMIT $3)""";

    private static final String EXPIRE =
            """
            DELETE FROM callback.deliveries WHERE id IN (
                SELECT id FROM callback.deliveries WHERE failed_at < $1 LIMIT $2)""";

    private final Statements statements;
    private final RowWriter writer;
    private final Schedule schedule;
    private final StoreMetrics metrics;

    WaitingDeliveries(Statements statements, Vertx vertx, Schedule schedule, StoreMetrics metrics) {
        this.statements = statements;
        this.writer = new RowWriter(statements, vertx);
        this.schedule = schedule;
        this.metrics = metrics;
        metrics.observe(writer::waiting);
    }

    /**
     * Adds a callback, unless it is there. Tries until the database answers.
     *
     * @param attempts that failed
     * @param nextAt when it is due
     * @return completes when it is durable
     */
    public CompletionStage<Void> put(Delivery delivery, int attempts, long nextAt, String reason) {
        NewRow row = new NewRow(delivery, attempts, nextAt, reason, new CompletableFuture<>());
        writer.write(row);
        return row.written();
    }

    /** The endpoints for which something is due. */
    public CompletionStage<List<Due>> due(long now) {
        return rows(DUE, Tuple.of(now)).thenApply(rows -> StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Due(row.getLong(0), row.getBoolean(1)))
                .toList());
    }

    /** Takes what is due for an endpoint, the longest due first; it is ours until the lease ends. */
    public CompletionStage<List<Waiting>> take(Due due, long now, long leaseUntil, int limit) {
        return rows(TAKE, Tuple.of(due.appId(), due.offline(), now, leaseUntil, (long) limit))
                .thenApply(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(WaitingDeliveries::waiting)
                        .toList());
    }

    private static Waiting waiting(Row row) {
        return new Waiting(
                new Delivery(
                        row.getString("id"),
                        row.getLong("app_id"),
                        CallbackKind.forNumber(row.getShort("kind")),
                        row.getLong("conversation"),
                        row.getBuffer("body").getBytes(),
                        row.getLong("created_at")),
                row.getInteger("attempts"));
    }

    /** Counts a failed attempt for what was due for an endpoint at some time, without making it; tells for how many. */
    public CompletionStage<Integer> refuse(Due due, long now, long dueBy, String reason, int limit) {
        Tuple values = Tuple.tuple()
                .addString(reason)
                .addLong(now)
                .addArrayOfLong(schedule.pausesMillis())
                .addLong(due.appId())
                .addBoolean(due.offline())
                .addLong(dueBy)
                .addLong((long) limit);
        return rows(REFUSE, values).thenApply(this::countGivenUp);
    }

    /** An attempt failed: it is due again later, or was given up. If the database is away, the lease decides. */
    public CompletionStage<Void> failed(String id, long now, String reason) {
        return logged(
                rows(FAILED, Tuple.of(reason, now, schedule.pausesMillis(), id)).thenAccept(this::countGivenUp));
    }

    /** The app has it. If the database is away, it gets it once more when the lease ends. */
    public CompletionStage<Void> delivered(String id) {
        return logged(rows(DELIVERED, Tuple.of(id)));
    }

    /** It was not tried: it is due at that time. */
    public CompletionStage<Void> postpone(String id, long nextAt) {
        return logged(rows(POSTPONE, Tuple.of(id, nextAt)));
    }

    /** Nobody has them any more, and they are due at that time; tells how many. Fails when the database is away. */
    public CompletionStage<Integer> giveBack(Collection<String> ids, long nextAt) {
        return rows(GIVE_BACK, Tuple.of(ids.toArray(String[]::new), nextAt)).thenApply(RowSet::rowCount);
    }

    /** There will be no further attempt. */
    public CompletionStage<Void> giveUp(String id, long now, String reason) {
        return logged(rows(GIVE_UP, Tuple.of(id, now, reason)).thenRun(() -> metrics.givenUp(1)));
    }

    /** Deletes some of what waits for an endpoint of an app that is gone; tells how many. */
    public CompletionStage<Integer> forget(Due due, int limit) {
        return rows(FORGET, Tuple.of(due.appId(), due.offline(), (long) limit)).thenApply(RowSet::rowCount);
    }

    /** Deletes some of what was given up before a time; tells how many. */
    public CompletionStage<Integer> expire(long before, int limit) {
        return rows(EXPIRE, Tuple.of(before, (long) limit)).thenApply(RowSet::rowCount);
    }

    private int countGivenUp(RowSet<Row> rows) {
        int count = 0;
        for (Row row : rows) {
            count += row.getLong(0) == null ? 0 : 1;
        }
        metrics.givenUp(count);
        return rows.rowCount();
    }

    private CompletionStage<RowSet<Row>> rows(String sql, Tuple values) {
        return statements.execute(sql, values).toCompletionStage();
    }

    private static CompletionStage<Void> logged(CompletionStage<?> work) {
        return work.handle((done, failure) -> {
            if (failure != null) {
                LOG.warnf(
                        "outcome not written, the callback is due when its lease ends reason=%s", failure.getMessage());
            }
            return null;
        });
    }
}
