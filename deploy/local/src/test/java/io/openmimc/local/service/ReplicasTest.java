package io.openmimc.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Program;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicasTest {
    private static final Secrets SECRETS = new Secrets("deployment", "admin", "database");

    @Test
    void aServiceThatIsNotNamedHasOneProcessOfItsName() {
        Replicas replicas = Replicas.parse("gateway=2, history-service=1");
        assertThat(replicas.count(ServiceSetting.GATEWAY)).isEqualTo(2);
        assertThat(replicas.process(ServiceSetting.GATEWAY, 1)).isEqualTo("gateway-service-2");
        assertThat(replicas.process(ServiceSetting.HISTORY, 0)).isEqualTo("history-service-1");
        assertThat(replicas.process(ServiceSetting.TOPIC, 0)).isEqualTo("topic-service");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            textBlock =
                    """
                    frontend=2          | There is no service "frontend". There are: account, topic, gateway, history, callback, contact.
                    gateway=0           | gateway=0: a service has from 1 to 4 replicas on this machine.
                    gateway=5           | gateway=5: a service has from 1 to 4 replicas on this machine.
                    gateway=two         | gateway=two: a service has from 1 to 4 replicas on this machine.
                    gateway=            | gateway=: a service has from 1 to 4 replicas on this machine.
                    gateway=-1          | gateway=-1: a service has from 1 to 4 replicas on this machine.
                    gateway             | "gateway" does not say how many replicas of which service.
                    =2                  | "=2" does not say how many replicas of which service.
                    gateway=2,          | "" does not say how many replicas of which service.
                    gateway=2,gateway=3 | gateway is given twice in "gateway=2,gateway=3".
                    """)
    void whatIsNotUnderstoodIsRefusedWithWhatIs(String text, String message) {
        assertThatThrownBy(() -> Replicas.parse(text))
                .isInstanceOf(StackException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void noTwoReplicasEverHaveTheSamePort() {
        Settings settings = Settings.of(Map.of(), SECRETS)
                .with(Replicas.parse("account=4,topic=4,gateway=4,history=4,callback=4,contact=4"));
        List<Integer> ports = new Deployment(settings, Path.of("data"), Path::of)
                .programs().stream()
                        .flatMap(program -> program.ports().stream())
                        .toList();
        Set<Integer> different = new HashSet<>(ports);
        // Four of 3 ports of account, topic and history, of 5 of gateway, of 2 of callback and contact; edge 3, stores
        // 6.
        assertThat(different).hasSameSizeAs(ports).hasSize(4 * (3 * 3 + 5 + 2 * 2) + 3 + 6);
    }

    @Test
    void theOnlyGatewayIsWhatClientsConnectToAndTheEdgeIsOnceThereAreReplicas() {
        // Given
        Settings one = Settings.of(Map.of(), SECRETS);
        Settings two = one.with(Replicas.parse("gateway=2"));
        // When, Then
        assertThat(program(one, "gateway-service").ports()).contains(5222, 8082);
        assertThat(program(one, "edge").ports()).containsExactly(8080);
        assertThat(program(two, "gateway-service-1").ports()).contains(8092, 8192, 9092, 5302, 8162);
        assertThat(program(two, "gateway-service-2").ports()).contains(8112, 8212, 9112, 5242, 8102);
        assertThat(program(two, "edge").ports()).containsExactly(8080, 5222, 8082);
        assertThat(two.tcp()).isEqualTo("127.0.0.1:5222");
    }

    @Test
    void everybodyKnowsAllPlacesWhereReplicasMayBe() {
        Settings settings = Settings.of(Map.of(), SECRETS);
        assertThat(Arrays.stream(ServiceSetting.values())
                        .map(service ->
                                program(settings, service.process()).command().environment()))
                .allSatisfy(environment -> assertThat(environment)
                        .containsEntry(
                                "OPENMIMC_PEERS_HISTORY", "127.0.0.1:9093,127.0.0.1:9113,127.0.0.1:9133,127.0.0.1:9153")
                        .containsEntry(
                                "OPENMIMC_PEERS_ACCOUNTS",
                                "127.0.0.1:9091,127.0.0.1:9111,127.0.0.1:9131,127.0.0.1:9151")
                        .containsEntry(
                                "OPENMIMC_PEERS_TOPICS",
                                "127.0.0.1:9094,127.0.0.1:9114,127.0.0.1:9134,127.0.0.1:9154"));
    }

    @Test
    void aReplicaIsReachedAtItsOwnAddressAndLeavesItsPartitionsToTheOthersWhenItStops() {
        // Given
        Settings two = Settings.of(Map.of(), SECRETS).with(Replicas.parse("gateway=2"));
        // When
        Map<String, String> second = program(two, "gateway-service-2").command().environment();
        // Then
        assertThat(second)
                .containsEntry("OPENMIMC_GATEWAY_ADDRESS", "127.0.0.1:9112")
                .containsEntry("OPENMIMC_GATEWAY_ADVERTISED_TCP", "127.0.0.1:5222")
                .containsEntry("QUARKUS_GRPC_SERVER_PORT", "9112")
                .doesNotContainKey("OPENMIMC_KAFKA_INSTANCE");
        assertThat(program(two, "history-service").command().environment())
                .containsEntry("OPENMIMC_KAFKA_INSTANCE", "local");
    }

    private static Program program(Settings settings, String name) {
        return new Deployment(settings, Path.of("data"), Path::of)
                .programs().stream()
                        .filter(program -> program.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }
}
