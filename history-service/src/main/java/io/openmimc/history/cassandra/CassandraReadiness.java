package io.openmimc.history.cassandra;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while Cassandra answers, the schema being up to date. */
@Readiness
@Singleton
class CassandraReadiness implements AsyncHealthCheck {
    private final Cassandra cassandra;

    CassandraReadiness(Cassandra cassandra) {
        this.cassandra = cassandra;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .completionStage(() -> cassandra.execute(
                        "ping", SimpleStatement.newInstance("SELECT release_version FROM system.local")))
                .map(rows -> HealthCheckResponse.named("cassandra").up().build())
                .onFailure()
                .recoverWithItem(
                        failure -> HealthCheckResponse.named("cassandra").down().build());
    }
}
