package io.openmimc.local.store;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import io.openmimc.local.StackException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Makes users in a {@link SecuredCassandra}. */
public final class CassandraUsers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long AGAIN_MS = 250;

    private CassandraUsers() {}

    /** Makes one that may make keyspaces, and does as it likes in its own. */
    public static void make(SecuredCassandra cassandra, String user, String password) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (CqlSession session = open(cassandra)) {
                session.execute("CREATE ROLE IF NOT EXISTS " + user + " WITH LOGIN = true AND PASSWORD = '"
                        + password.replace("'", "''") + "'");
                session.execute("GRANT CREATE ON ALL KEYSPACES TO " + user);
                return;
            } catch (DriverException e) { // its first user is made some time after it is ready
                if (System.nanoTime() > until) {
                    throw new StackException("no user of Cassandra: " + e.getMessage(), e);
                }
                Thread.sleep(AGAIN_MS);
            }
        }
    }

    private static CqlSession open(SecuredCassandra cassandra) {
        try {
            return CqlSession.builder()
                    .addContactPoint(new InetSocketAddress("127.0.0.1", cassandra.port()))
                    .withLocalDatacenter("datacenter1")
                    .withAuthCredentials("cassandra", "cassandra")
                    .withSslEngineFactory(new ProgrammaticSslEngineFactory(
                            cassandra.certificates().context(), null, true))
                    .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                            .build())
                    .build();
        } catch (IOException e) {
            throw new StackException("no TLS for Cassandra: " + e.getMessage(), e);
        }
    }
}
