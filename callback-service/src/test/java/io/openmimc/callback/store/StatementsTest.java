package io.openmimc.callback.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.database.DatabaseFailures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatementsTest {
    private final Vertx vertx = Vertx.vertx();

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        done(vertx.close());
    }

    @Test
    void aDatabaseThatSaysNothingIsAway() {
        // Given
        NetServer silent = done(vertx.createNetServer()
                .connectHandler(socket -> socket.handler(ignored -> {}))
                .listen(0, "127.0.0.1"));
        Pool pool = PgBuilder.pool()
                .connectingTo(new PgConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(silent.actualPort())
                        .setDatabase("mimc")
                        .setUser("mimc"))
                .with(new PoolOptions().setMaxSize(1))
                .using(vertx)
                .build();
        Statements statements = new Statements(pool, Duration.ofMillis(200));
        // When
        var answer =
                statements.execute("SELECT $1", Tuple.of(1)).toCompletionStage().toCompletableFuture();
        // Then
        assertThat(answer)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .satisfies(failure ->
                        assertThat(DatabaseFailures.away(failure.getCause())).isTrue());
    }
}
