package io.openmimc.local.store;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import io.openmimc.local.StackException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** Makes users in the secured stores. */
public final class Users {
    private static final int ITERATIONS = 4096;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long AGAIN_MS = 250;

    private Users() {}

    /**
     * Makes one for both kinds of SCRAM, or changes its password.
     *
     * @param plain address of a listener that asks for nothing
     */
    public static void ofKafka(String plain, String user, String password) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", plain))) {
            for (var mechanism : List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
                var credentials = new ScramCredentialInfo(mechanism, ITERATIONS);
                // One request each: it takes a user only once in one.
                admin.alterUserScramCredentials(
                                List.of(new UserScramCredentialUpsertion(user, credentials, password)))
                        .all()
                        .get();
            }
        } catch (ExecutionException e) {
            throw new StackException("no user of Kafka: " + e.getCause(), e);
        }
    }

    /** Makes one that may make keyspaces, and does as it likes in its own. */
    public static void ofCassandra(SecuredCassandra cassandra, String user, String password)
            throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (CqlSession session = open(cassandra)) {
                session.execute("CREATE ROLE IF NOT EXISTS " + user + " WITH LOGIN = true AND PASSWORD = '"
                        + password.replace("'", "''") + "'");
                session.execute(SimpleStatement.newInstance("GRANT CREATE ON ALL KEYSPACES TO " + user));
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
