package io.openmimc.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.setup.SetupMode;
import io.openmimc.kit.store.Configs;
import io.openmimc.kit.store.Elsewhere;
import io.openmimc.local.SecuredStack;
import io.openmimc.local.store.Certificates;
import io.openmimc.local.store.KafkaUsers;
import io.openmimc.local.store.SecuredKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every client of Kafka that the kit makes, against a broker with TLS and passwords. */
class SecuredKafkaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final SecuredStack STACK = new SecuredStack();
    private static Map<String, String> secured = Map.of();

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        STACK.init(Map.of("stores", "kafka"));
        secured = STACK.start();
    }

    @AfterAll
    static void stop() {
        STACK.stop();
    }

    @Test
    void everyClientWorksWithScramAndTls() throws Exception {
        new EveryClient(config(Map.of()), "scram-512").works();
    }

    @Test
    void everyClientWorksWithTheOlderScram() throws Exception {
        new EveryClient(config(Map.of("openmimc.kafka.sasl-mechanism", "SCRAM-SHA-256")), "scram-256").works();
    }

    @Test
    void everyClientWorksWithAPasswordAsItIs() throws Exception {
        Map<String, String> plain = Map.of(
                "openmimc.kafka.sasl-mechanism", "PLAIN",
                "openmimc.kafka.username", "plain",
                "openmimc.kafka.password", SecuredKafka.PLAIN_PASSWORD);
        new EveryClient(config(plain), "plain").works();
    }

    @Test
    void everyClientWorksWithACertificateInsteadOfAPassword() throws Exception {
        // Given
        Certificates certificates = STACK.certificates();
        certificates.issue("client", "dns:client");
        Map<String, String> certified = Map.of(
                "openmimc.kafka.bootstrap", "localhost:" + broker().certified(),
                "openmimc.kafka.tls", "true",
                "openmimc.kafka.ca", certificates.ca().toString(),
                "openmimc.kafka.certificate", certificates.certificate("client").toString(),
                "openmimc.kafka.key", certificates.key("client").toString());
        // Then
        new EveryClient(Configs.of(KafkaConfig.class, certified), "certificate").works();
    }

    @Test
    void aWrongPasswordIsUnreadyAndNamesTheSettings() {
        assertThat(whyUnready(config(Map.of("openmimc.kafka.password", "nobodys"))))
                .startsWith("Kafka refuses the user or the password: look at OPENMIMC_KAFKA_USERNAME and"
                        + " OPENMIMC_KAFKA_PASSWORD")
                .doesNotContain("nobodys");
    }

    @Test
    void anAuthorityOfSomebodyElseIsUnreadyAndNamesTheSetting() throws Exception {
        // Given
        Certificates other = Certificates.make(directory.resolve("other"));
        // Then
        assertThat(whyUnready(config(Map.of("openmimc.kafka.ca", other.ca().toString()))))
                .startsWith("Kafka shows a certificate of an authority that we do not trust: set OPENMIMC_KAFKA_CA");
    }

    @Test
    void withoutAnAuthorityThoseOfTheSystemAreTrustedWhichDoNotKnowOurs() {
        // Given
        Map<String, String> settings = new HashMap<>(secured);
        settings.remove("openmimc.kafka.ca");
        // Then
        assertThat(whyUnready(Configs.of(KafkaConfig.class, settings)))
                .startsWith("Kafka shows a certificate of an authority that we do not trust: set OPENMIMC_KAFKA_CA");
    }

    @Test
    void aHostThatTheCertificateDoesNotNameIsUnreadyAndSaysSo() throws Exception {
        try (Elsewhere elsewhere = new Elsewhere(broker().port())) {
            assertThat(whyUnready(config(Map.of("openmimc.kafka.bootstrap", elsewhere.address()))))
                    .startsWith("Kafka shows a certificate that is not one for the address we use")
                    .contains("127.0.0.2");
        }
    }

    @Test
    void whoSpeaksInTheClearIsUnreadyAndIsToldOfTls() {
        assertThat(whyUnready(config(Map.of("openmimc.kafka.tls", "false"))))
                .startsWith("Kafka does not answer at localhost:" + broker().port()
                        + "; if it speaks TLS there, set OPENMIMC_KAFKA_TLS=true");
    }

    @Test
    void whoSpeaksTlsWhereNobodyDoesIsUnreadyAndIsToldOfThePort() {
        String plain = "127.0.0.1:" + broker().kafka().port();
        assertThat(whyUnready(config(Map.of("openmimc.kafka.bootstrap", plain))))
                .startsWith("Kafka does not answer at " + plain
                        + "; if nobody speaks TLS there, look at the port and OPENMIMC_KAFKA_TLS");
    }

    @Test
    void theServiceGoesOnOnceItsUserIsThere() throws Exception {
        // Given
        KafkaConfig config =
                config(Map.of("openmimc.kafka.username", "latecomer", "openmimc.kafka.password", "late \"but\\ here"));
        KafkaAdmin admin = new KafkaAdmin(config);
        CompletableFuture<Void> made = new TopicSetup(admin, TopicSettings.of(config), SetupMode.START)
                .ensure(List.of("late"))
                .toCompletableFuture();
        assertThat(whyUnready(config)).startsWith("Kafka refuses the user or the password");
        assertThat(made).isNotDone();
        // When
        KafkaUsers.make("127.0.0.1:" + broker().kafka().port(), "latecomer", "late \"but\\ here");
        // Then
        made.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        new EveryClient(config, "late").works();
        admin.close();
    }

    @Test
    void noPasswordIsShownByWhatTheClientsLogOfTheirSettings() {
        // Given
        Map<String, Object> properties = ProducerSettings.background("test").properties(config(Map.of()));
        String key = "-----BEGIN PRIVATE KEY-----";
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        // Then
        assertThat(properties.toString())
                .contains("[hidden]")
                .doesNotContain("with;")
                .doesNotContain(key);
        assertThat(new ProducerConfig(properties).values().toString())
                .contains("SASL_SSL", "[hidden]")
                .doesNotContain("with;");
    }

    private static KafkaConfig config(Map<String, String> changed) {
        Map<String, String> settings = new HashMap<>(secured);
        settings.putAll(changed);
        return Configs.of(KafkaConfig.class, settings);
    }

    private static SecuredKafka broker() {
        return (SecuredKafka) STACK.process("kafka").program();
    }

    private static String whyUnready(KafkaConfig config) {
        KafkaAdmin admin = new KafkaAdmin(config);
        try {
            HealthCheckResponse response =
                    new KafkaReadiness(admin, config).call().await().atMost(PATIENCE);
            assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
            return String.valueOf(response.getData().orElseThrow().get("reason"));
        } finally {
            admin.close();
        }
    }
}
