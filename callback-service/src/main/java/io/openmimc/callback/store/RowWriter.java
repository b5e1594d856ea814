package io.openmimc.callback.store;

import io.openmimc.kit.database.DatabaseFailures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jboss.logging.Logger;

/**
 * Writes new rows, all that came while the last batch was written in one statement. It tries until PostgreSQL answers: who
 * has no row must not go on. What waits here is bounded by who waits for it.
 */
final class RowWriter {
    private static final Logger LOG = Logger.getLogger(RowWriter.class);
    private static final int MAX_ROWS = 200;
    private static final long MAX_BYTES = 4L * 1024 * 1024;
    private static final Duration AGAIN = Duration.ofMillis(300);

    private static final String PUT =
            """
            INSERT INTO callback.deliveries
                (id, app_id, kind, offline, conversation, body, attempts, reason, created_at, next_at)
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::smallint[], $4::boolean[], $5::bigint[], $6::bytea[],
                $7::integer[], $8::text[], $9::bigint[], $10::bigint[])
            ON CONFLICT (id) DO NOTHING""";

    private final Statements statements;
    private final Vertx vertx;
    private final Deque<NewRow> rows = new ArrayDeque<>();
    private boolean writing;
    private int oneByOne;

    RowWriter(Statements statements, Vertx vertx) {
        this.statements = statements;
        this.vertx = vertx;
    }

    /** How many wait to be written. */
    synchronized int waiting() {
        return rows.size();
    }

    void write(NewRow row) {
        synchronized (this) {
            rows.add(row);
            if (writing) {
                return;
            }
            writing = true;
        }
        next();
    }

    private void next() {
        List<NewRow> batch = new ArrayList<>();
        synchronized (this) {
            long bytes = 0;
            int most = oneByOne > 0 ? 1 : MAX_ROWS;
            while (!rows.isEmpty() && batch.size() < most && bytes < MAX_BYTES) {
                bytes += rows.element().delivery().body().length;
                batch.add(rows.remove());
            }
            oneByOne = Math.max(0, oneByOne - 1);
            if (batch.isEmpty()) {
                writing = false;
                return;
            }
        }
        write(batch);
    }

    private void write(List<NewRow> batch) {
        begin(batch)
                .onSuccess(done -> {
                    batch.forEach(row -> row.written().complete(null));
                    next();
                })
                .onFailure(failure -> failed(batch, failure));
    }

    /** What throws has failed: else no row would ever be written again. */
    private Future<?> begin(List<NewRow> batch) {
        try {
            return statements.execute(PUT, values(batch));
        } catch (RuntimeException | Error e) {
            return Future.failedFuture(e);
        }
    }

    private void failed(List<NewRow> batch, Throwable failure) {
        if (DatabaseFailures.away(failure)) {
            LOG.warnf("callbacks wait for the database rows=%d reason=%s", batch.size(), failure.getMessage());
            vertx.setTimer(AGAIN.toMillis(), fired -> write(batch));
        } else if (batch.size() > 1) {
            synchronized (this) {
                oneByOne = batch.size(); // one row that cannot be written must not take the others with it
                for (int i = batch.size() - 1; i >= 0; i--) {
                    rows.addFirst(batch.get(i));
                }
            }
            next();
        } else {
            batch.get(0).written().completeExceptionally(failure);
            next();
        }
    }

    private static Tuple values(List<NewRow> batch) {
        return Tuple.tuple()
                .addArrayOfString(column(batch, row -> row.delivery().id(), String[]::new))
                .addArrayOfLong(column(batch, row -> row.delivery().appId(), Long[]::new))
                .addArrayOfShort(
                        column(batch, row -> (short) row.delivery().kind().getNumber(), Short[]::new))
                .addArrayOfBoolean(column(batch, row -> row.delivery().offline(), Boolean[]::new))
                .addArrayOfLong(column(batch, row -> row.delivery().conversation(), Long[]::new))
                .addArrayOfBuffer(
                        column(batch, row -> Buffer.buffer(row.delivery().body()), Buffer[]::new))
                .addArrayOfInteger(column(batch, NewRow::attempts, Integer[]::new))
                .addArrayOfString(column(batch, NewRow::reason, String[]::new))
                .addArrayOfLong(column(batch, row -> row.delivery().createdAt(), Long[]::new))
                .addArrayOfLong(column(batch, NewRow::nextAt, Long[]::new));
    }

    private static <T> T[] column(List<NewRow> batch, Function<NewRow, T> value, IntFunction<T[]> array) {
        return batch.stream().map(value).toArray(array);
    }
}
