package io.openmimc.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openmimc.local.process.Program;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Secrets SECRETS = new Secrets("deployment", "admin", "database");

    @Test
    void addressesAreTheDocumentedOnesUnlessChanged() {
        // When
        Settings settings = Settings.of(Map.of(), SECRETS);
        // Then
        assertThat(settings.api()).isEqualTo("http://127.0.0.1:8080");
        assertThat(settings.webSocket()).isEqualTo("ws://127.0.0.1:8082/");
        assertThat(settings.tcp()).isEqualTo("127.0.0.1:5222");
    }

    @Test
    void aPortIsMovedByItsVariable() {
        assertThat(Settings.of(Map.of("OPENMIMC_API_PORT", "18080"), SECRETS).api())
                .isEqualTo("http://127.0.0.1:18080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eighty", "-1", "65536", "8080x"})
    void whatIsNoPortIsRefusedByItsName(String text) {
        assertThatThrownBy(() -> Settings.of(Map.of("OPENMIMC_API_PORT", text), SECRETS))
                .hasMessageContaining("OPENMIMC_API_PORT")
                .hasMessageContaining(text);
    }

    @Test
    void aStoreThatRunsElsewhereIsNotStartedAndTheServicesAreToldItsAddress() {
        // Given
        Settings settings =
                Settings.of(Map.of("OPENMIMC_POSTGRESQL_URI", "postgresql://me:p%40ss@db.example.org/chat"), SECRETS);
        // When
        var programs = new Deployment(settings, Path.of("data"), Path::of).programs();
        // Then
        assertThat(programs)
                .extracting(Program::name)
                .containsExactly(
                        "redis",
                        "kafka",
                        "cassandra",
                        "account-service",
                        "topic-service",
                        "gateway-service",
                        "history-service",
                        "callback-service",
                        "contact-service",
                        "edge");
        assertThat(programs.subList(3, 5))
                .extracting(service -> service.command().environment())
                .allSatisfy(environment -> assertThat(environment)
                        .containsEntry("QUARKUS_DATASOURCE_REACTIVE_URL", "postgresql://db.example.org:5432/chat")
                        .containsEntry("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://db.example.org:5432/chat")
                        .containsEntry("QUARKUS_DATASOURCE_USERNAME", "me")
                        .containsEntry("QUARKUS_DATASOURCE_PASSWORD", "p@ss"));
    }

    @Test
    void everyServiceIsToldWhereItsCertificateIs() {
        // Given
        Path data = Path.of("/data");
        // When
        var programs = new Deployment(Settings.of(Map.of(), SECRETS), data, Path::of).programs();
        // Then
        assertThat(programs)
                .filteredOn(program -> program.name().endsWith("-service"))
                .hasSize(6)
                .allSatisfy(service -> assertThat(service.command().environment())
                        .containsEntry("OPENMIMC_INNER_TLS_CERTIFICATE", data + "/inner/" + service.name() + ".crt")
                        .containsEntry("OPENMIMC_INNER_TLS_KEY", data + "/inner/" + service.name() + ".key")
                        .containsEntry("OPENMIMC_INNER_TLS_CA", data + "/inner/ca.crt"));
    }

    @Test
    void secretsArePrintedByNobody() {
        assertThat(Settings.of(Map.of(), SECRETS).toString()).doesNotContain("deployment", "admin", "database");
    }
}
