package io.openmimc.callback.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Statements on PostgreSQL. One that is not answered in time fails as if the database were away, which a host that is gone
 * would tell only after a quarter of an hour; it may be done nevertheless.
 */
@Singleton
class Statements {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Pool pool;
    private final Duration patience;

    @Inject
    Statements(Pool pool) {
        this(pool, PATIENCE);
    }

    Statements(Pool pool, Duration patience) {
        this.pool = pool;
        this.patience = patience;
    }

    Future<RowSet<Row>> execute(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values).timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
