package io.openmimc.kit.database;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Ready only while PostgreSQL answers within two seconds; else it says which setting to look at. A service that needs
 * PostgreSQL makes a bean of it.
 */
public final class PostgresqlReadiness implements AsyncHealthCheck {
    private static final String NAME = "postgresql";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Pool pool;

    public PostgresqlReadiness(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .completionStage(() -> pool.query("SELECT 1").execute().toCompletionStage())
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(rows -> HealthCheckResponse.named(NAME).up().build())
                .onFailure()
                .recoverWithItem(failure -> HealthCheckResponse.named(NAME)
                        .down()
                        .withData("reason", DatabaseFailures.reason(failure))
                        .build());
    }
}
