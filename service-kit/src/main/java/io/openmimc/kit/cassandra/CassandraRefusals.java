package io.openmimc.kit.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import io.openmimc.kit.store.Refusals;
import io.openmimc.kit.store.Store;
import java.util.List;

/** Says what it means to those who set it up when no session can be opened. */
final class CassandraRefusals {
    private CassandraRefusals() {}

    /** What to look at, in one sentence. */
    static String reason(Throwable failure, CassandraConfig config) {
        List<Throwable> causes = failure instanceof AllNodesFailedException all
                ? all.getAllErrors().values().stream().flatMap(List::stream).toList()
                : List.of(failure);
        return causes.stream()
                .findFirst()
                .map(first -> reasonOfOne(first, config))
                .orElseGet(() -> silence(failure, config));
    }

    private static String reasonOfOne(Throwable failure, CassandraConfig config) {
        Throwable last = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthenticationException) {
                return Refusals.credentials(Store.CASSANDRA, cause.getMessage());
            }
            if (cause instanceof UnauthorizedException) {
                return "Cassandra does not let the user in OPENMIMC_CASSANDRA_USERNAME do that: " + cause.getMessage();
            }
            last = cause;
        }
        Throwable deepest = last;
        return Refusals.tls(Store.CASSANDRA, failure).orElseGet(() -> silence(deepest, config));
    }

    private static String silence(Throwable failure, CassandraConfig config) {
        return Refusals.silence(
                Store.CASSANDRA, String.join(",", config.contactPoints()), config.tls(), failure.getMessage());
    }
}
