package io.openmimc.callback.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.callback.delivery.Delivery;
import io.openmimc.proto.accounts.CallbackKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowWriterTest {
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool =
            PgBuilder.pool().with(new PoolOptions().setMaxSize(1)).using(vertx).build();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static NewRow row(String id) {
        return new NewRow(
                new Delivery(id, 1, CallbackKind.NORMAL_MSG, 1, new byte[0], 0), 0, 0, "", new CompletableFuture<>());
    }

    @Test
    void rowThatCannotEvenBeSentFailsAndThoseAfterItAreWritten() {
        // Given
        Statements faulty = new Statements(pool, Duration.ofSeconds(1)) {
            @Override
            Future<RowSet<Row>> execute(String sql, Tuple values) {
                if (values.getArrayOfStrings(0)[0].equals("bad")) {
                    throw new IllegalStateException("a fault");
                }
                return Future.succeededFuture();
            }
        };
        RowWriter writer = new RowWriter(faulty, vertx);
        NewRow bad = row("bad");
        NewRow good = row("good");
        // When
        writer.write(bad);
        writer.write(good);
        // Then
        assertThat(bad.written()).failsWithin(Duration.ofSeconds(5));
        assertThat(good.written()).succeedsWithin(Duration.ofSeconds(5));
    }
}
