package io.openmimc.callback.store;

import io.openmimc.kit.database.DatabaseFailures;
import io.openmimc.proto.accounts.CallbackKind;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.StreamSupport;

/** The callbacks that were given up. All fails with UNAVAILABLE if the database is away. Times are ms since the Unix epoch. */
@Singleton
public class FailedDeliveries {
    private static final String PAGE =
            """
            SELECT id, kind, attempts, reason, created_at, failed_at FROM callback.deliveries
            WHERE app_id = $1 AND failed_at IS NOT NULL AND (failed_at, id) < ($2, $3)
            ORDER BY failed_at DESC, id DESC LIMIT $4""";

    private static final String WAITING =
            "SELECT count(*) FROM (SELECT 1 FROM callback.deliveries WHERE app_id = $1 AND failed_at IS NULL LIMIT $2) counted";

    private static final String AGAIN =
            """
            UPDATE callback.deliveries SET failed_at = NULL, attempts = 0, next_at = $2
            WHERE app_id = $1 AND failed_at IS NOT NULL""";

    private static final String ONE_AGAIN = AGAIN + " AND id = $3";
    private static final String SPAN_AGAIN = AGAIN + " AND failed_at BETWEEN $3 AND $4";

    private final Statements statements;

    FailedDeliveries(Statements statements) {
        this.statements = statements;
    }

    /** Those that were given up before a time, or at it with a smaller id; the latest first. */
    public Uni<List<FailedDelivery>> page(long appId, long beforeTime, String beforeId, int limit) {
        return rows(PAGE, Tuple.of(appId, beforeTime, beforeId, (long) limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(FailedDeliveries::failed)
                        .toList());
    }

    private static FailedDelivery failed(Row row) {
        return new FailedDelivery(
                row.getString("id"),
                String.valueOf(CallbackKind.forNumber(row.getShort("kind"))),
                row.getInteger("attempts"),
                row.getString("reason"),
                row.getLong("created_at"),
                row.getLong("failed_at"));
    }

    /** How many of an app's callbacks wait for an attempt; does not count beyond a limit. */
    public Uni<Long> waiting(long appId, int limit) {
        return rows(WAITING, Tuple.of(appId, (long) limit))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Makes one due now, with all attempts before it; tells how many: 0 if it was not given up. */
    public Uni<Integer> again(long appId, long now, String id) {
        return rows(ONE_AGAIN, Tuple.of(appId, now, id)).map(RowSet::rowCount);
    }

    /** Makes those due now that were given up in a span of time, both ends included; tells how many. */
    public Uni<Integer> again(long appId, long now, long from, long to) {
        return rows(SPAN_AGAIN, Tuple.of(appId, now, from, to)).map(RowSet::rowCount);
    }

    private Uni<RowSet<Row>> rows(String sql, Tuple values) {
        return Uni.createFrom()
                .completionStage(() -> statements.execute(sql, values).toCompletionStage())
                .onFailure(DatabaseFailures::away)
                .transform(DatabaseFailures::unavailable);
    }
}
