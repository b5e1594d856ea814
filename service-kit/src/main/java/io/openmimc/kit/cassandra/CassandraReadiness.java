package io.openmimc.kit.cassandra;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Ready only while Cassandra answers, the schema being up to date. A service that needs Cassandra makes a bean of it. */
public final class CassandraReadiness implements AsyncHealthCheck {
    private final Cassandra cassandra;

    public CassandraReadiness(Cassandra cassandra) {
        this.cassandra = cassandra;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .completionStage(() -> cassandra.execute(
                        "ping", SimpleStatement.newInstance("SELECT release_version FROM system.local")))
                .map(rows -> HealthCheckResponse.named("cassandra").up().build())
                .onFailure()
                .recoverWithItem(failure -> {
                    var down = HealthCheckResponse.named("cassandra").down();
                    cassandra.trouble().ifPresent(reason -> down.withData("reason", reason));
                    return down.build();
                });
    }
}
