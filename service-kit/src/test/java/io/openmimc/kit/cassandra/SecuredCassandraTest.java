package io.openmimc.kit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.kit.store.Configs;
import io.openmimc.kit.store.Elsewhere;
import io.openmimc.local.SecuredStack;
import io.openmimc.local.store.Certificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sessions with Cassandra, that of migrations too, against a node with TLS, passwords and rights. */
class SecuredCassandraTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Schema SCHEMA =
            Schema.of("secured", SecuredCassandraTest.class, "V1__first.cql", "V2__second.cql");
    private static final SecuredStack STACK = new SecuredStack();
    private static Map<String, String> secured = Map.of();

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        STACK.init(Map.of("stores", "cassandra"));
        secured = STACK.start();
    }

    @AfterAll
    static void stop() {
        STACK.stop();
    }

    @Test
    void theSchemaIsMadeAndStatementsRun() throws Exception {
        works(config(Map.of("openmimc.cassandra.keyspace", "secured")));
    }

    @Test
    void aHostThatTheCertificateDoesNotNameMayBeTakenOnPurpose() throws Exception {
        try (Elsewhere elsewhere = new Elsewhere(STACK.process("cassandra").port())) {
            works(config(Map.of(
                    "openmimc.cassandra.contact-points", elsewhere.address(),
                    "openmimc.cassandra.verify-host", "false",
                    "openmimc.cassandra.keyspace", "elsewhere")));
        }
    }

    @Test
    void aWrongPasswordIsUnreadyAndNamesTheSettings() {
        assertThat(whyUnready(Map.of("openmimc.cassandra.password", "nobodys")))
                .startsWith("Cassandra refuses the user or the password: look at OPENMIMC_CASSANDRA_USERNAME and"
                        + " OPENMIMC_CASSANDRA_PASSWORD")
                .doesNotContain("nobodys");
    }

    @Test
    void noPasswordIsUnreadyAndNamesTheSettings() {
        Map<String, String> settings = new HashMap<>(secured);
        settings.remove("openmimc.cassandra.password");
        assertThat(whyUnready(Configs.of(CassandraConfig.class, settings)))
                .startsWith("Cassandra refuses the user or the password: look at OPENMIMC_CASSANDRA_USERNAME");
    }

    @Test
    void anAuthorityOfSomebodyElseIsUnreadyAndNamesTheSetting() throws Exception {
        Certificates other = Certificates.make(directory.resolve("other"));
        assertThat(whyUnready(Map.of("openmimc.cassandra.ca", other.ca().toString())))
                .startsWith("Cassandra shows a certificate of an authority that we do not trust: set"
                        + " OPENMIMC_CASSANDRA_CA");
    }

    @Test
    void aHostThatTheCertificateDoesNotNameIsUnreadyAndSaysSo() throws Exception {
        try (Elsewhere elsewhere = new Elsewhere(STACK.process("cassandra").port())) {
            assertThat(whyUnready(Map.of("openmimc.cassandra.contact-points", elsewhere.address())))
                    .startsWith("Cassandra shows a certificate that is not one for the address we use")
                    .contains("127.0.0.2");
        }
    }

    @Test
    void whoSpeaksInTheClearIsUnreadyAndIsToldOfTls() {
        assertThat(whyUnready(Map.of("openmimc.cassandra.tls", "false")))
                .startsWith("Cassandra does not answer at localhost:")
                .contains("OPENMIMC_CASSANDRA_TLS=true");
    }

    private static void works(CassandraConfig config) throws Exception {
        try (Cassandra cassandra =
                new Cassandra(new CassandraTables(SCHEMA, config, "0.1.0"), true, new SimpleMeterRegistry())) {
            cassandra.start();
            cassandra.ready().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            var versions = cassandra
                    .execute(
                            "versions",
                            SimpleStatement.newInstance("SELECT version FROM schema_version WHERE service = 'secured'"))
                    .toCompletableFuture()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(versions.currentPage()).hasSize(2);
            assertThat(readiness(cassandra).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
            assertThat(cassandra.trouble()).isEmpty();
        }
    }

    private static String whyUnready(Map<String, String> changed) {
        return whyUnready(config(changed));
    }

    private static String whyUnready(CassandraConfig config) {
        try (Cassandra cassandra =
                new Cassandra(new CassandraTables(SCHEMA, config, "0.1.0"), true, new SimpleMeterRegistry())) {
            cassandra.start();
            await().atMost(PATIENCE).until(cassandra::trouble, Optional::isPresent);
            HealthCheckResponse response = readiness(cassandra);
            assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
            return String.valueOf(response.getData().orElseThrow().get("reason"));
        }
    }

    private static HealthCheckResponse readiness(Cassandra cassandra) {
        return new CassandraReadiness(cassandra).call().await().atMost(PATIENCE);
    }

    private static CassandraConfig config(Map<String, String> changed) {
        Map<String, String> settings = new HashMap<>(secured);
        settings.putAll(changed);
        return Configs.of(CassandraConfig.class, settings);
    }
}
