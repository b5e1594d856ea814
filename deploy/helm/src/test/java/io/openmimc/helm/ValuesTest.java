package io.openmimc.helm;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that cannot work are refused before anything is installed. */
class ValuesTest {
    @TempDir
    static Path directory;

    private static Chart chart;

    @BeforeAll
    static void copy() {
        chart = Chart.copy(directory.resolve("chart"));
    }

    @ParameterizedTest
    @CsvSource({
        "replicaCount, 3, replicaCount",
        "gateway.replcas, 3, /gateway",
        "gateway.replicas, three, /gateway/replicas",
        "gateway.replicas, -1, /gateway/replicas",
        "gatewy.replicas, 3, gatewy",
        "defaults.autoscaling.kind, vpa, /defaults/autoscaling/kind",
        "innerTls.mode, none, /innerTls/mode",
        "stores.kafka.bootstrap, kafka, /stores/kafka/bootstrap",
        "stores.redis.uri, redis://:secret@redis:6379, /stores/redis/uri",
        "gateway.advertisedTcp, im.example.com:5222, /gateway/advertisedTcp",
        "account.advertisedTcp, 203.0.113.7:5222, /account",
        "gateway.drain.marginSeconds, 5, /gateway/drain/marginSeconds",
        "account.service.nodePort, 70000, /account/service/nodePort",
        "callback.image.digest, latest, /callback/image/digest",
    })
    void theSchemaRefusesIt(String key, String value, String named) {
        assertThatThrownBy(() -> chart.text(Chart.values("minimal"), "1.34.0", Map.of(key, value)))
                .hasMessageContaining("schema")
                .hasMessageContaining(named.replaceFirst("^/", "").split("/")[0]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stores: {kafka: {bootstrap: ''}}|stores.kafka.bootstrap: where it is must be said",
                "stores: {redis: {uri: ''}}|stores.redis.uri: where it is must be said",
                "stores: {kafka: {tls: false}}|stores.kafka.tls: the services refuse a store without TLS",
                "ingress: {enabled: true}|ingress.host and ingress.websocket.host",
                "gatewayApi: {enabled: true, host: a.b}|gatewayApi.parentRefs",
                "innerTls: {mode: 'off'}|innerTls.mode: off is refused",
                "innerTls: {provider: existing}|account.innerTlsSecret: must be set",
                "history: {autoscaling: {min: 11}}|history.autoscaling.min: is above max",
                "gateway: {autoscaling: {kind: keda}}|gateway.autoscaling.keda.prometheus",
                "topic: {autoscaling: {kind: hpa, cpu: 0}}|topic.autoscaling.cpu",
            })
    void whatNoSchemaSaysIsSaidInWords(String values, String message) throws IOException {
        // Given
        Path change = Files.writeString(Files.createTempFile(directory, "change", ".yaml"), values);
        // When, Then
        assertThatThrownBy(() -> chart.text(Chart.values("minimal"), change)).hasMessageContaining(message);
    }

    @Test
    void withoutAnyValuesEveryStoreIsAskedFor() throws IOException {
        Path none = Files.writeString(Files.createTempFile(directory, "none", ".yaml"), "");
        assertThatThrownBy(() -> chart.text(none, "1.34.0", Map.of()))
                .hasMessageContaining("stores.kafka.bootstrap")
                .hasMessageContaining("stores.cassandra.contactPoints")
                .hasMessageContaining("stores.redis.uri")
                .hasMessageContaining("stores.postgresql.address");
    }

    @Test
    void whereAMeshEncryptsTlsIsNotAskedFor() {
        assertThatCode(() -> chart.text(
                        Chart.values("minimal"),
                        "1.34.0",
                        Map.of("stores.kafka.tls", false, "stores.allowPlaintext[0]", "kafka")))
                .doesNotThrowAnyException();
    }
}
