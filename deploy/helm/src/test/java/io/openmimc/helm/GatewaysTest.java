package io.openmimc.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gateways scale, roll and are installed on their own. */
class GatewaysTest {
    @TempDir
    static Path directory;

    private static Chart chart;

    @BeforeAll
    static void copy() {
        chart = Chart.copy(directory);
    }

    /** Names of objects that differ. */
    private static Set<String> changed(String values, String key, Object value) {
        Set<Manifest> all = new HashSet<>(chart.render(values, Map.of()).all());
        Set<Manifest> after =
                Set.copyOf(chart.render(values, Map.of(key, value)).all());
        Set<Manifest> same = new HashSet<>(all);
        same.retainAll(after);
        all.addAll(after);
        all.removeAll(same);
        return all.stream().map(Manifest::id).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.replicas, 5, Deployment/im-openmimc-gateway",
        "gateway.image.tag, other, Deployment/im-openmimc-gateway",
        "gateway.resources.limits.memory, 3Gi, Deployment/im-openmimc-gateway",
        "gateway.drain.windowSeconds, 120, Deployment/im-openmimc-gateway ConfigMap/im-openmimc-gateway",
        "gateway.tcp.service.port, 5223, Service/im-openmimc-gateway-tcp",
        "gateway.disruptionBudget.maxUnavailable, 2, PodDisruptionBudget/im-openmimc-gateway",
        "gateway.autoscaling.kind, hpa, Deployment/im-openmimc-gateway HorizontalPodAutoscaler/im-openmimc-gateway",
    })
    void aValueOfTheGatewayChangesItsOwnObjectsOnly(String key, String value, String changed) {
        assertThat(changed("minimal", key, value)).containsExactlyInAnyOrder(changed.split(" "));
    }

    @Test
    void aSettingOfHistoryRollsHistoryOnly() {
        assertThat(changed("minimal", "history.config.quarkus\\.log\\.level", "DEBUG"))
                .containsExactlyInAnyOrder(
                        "Deployment/im-openmimc-history",
                        "ConfigMap/im-openmimc-history",
                        "ConfigMap/im-openmimc-history-setup");
    }

    @Test
    void aServiceCanBeLeftOutAndWhatIsEmptyCounts() {
        Manifests manifests = chart.render("minimal", Map.of("contact.enabled", false, "topic.minReadySeconds", 0));
        assertThat(manifests.all()).extracting(Manifest::component).doesNotContain("contact", "contact-setup");
        assertThat(manifests.get("Deployment", "im-openmimc-topic").at("spec", "minReadySeconds"))
                .isEqualTo(0);
    }

    @Test
    void theyScaleOnConnectionsAndProcessorAndGoSlowly() {
        // When
        Manifest scaler = chart.render("full", Map.of()).get("HorizontalPodAutoscaler", "im-openmimc-gateway");
        // Then
        assertThat(scaler.list("spec", "metrics"))
                .extracting(metric -> metric.get("type"))
                .containsExactly("Pods", "Resource");
        assertThat(Manifest.in(scaler.list("spec", "metrics").get(0), "pods", "metric", "name"))
                .isEqualTo("gateway_connections");
        assertThat(Manifest.in(scaler.list("spec", "metrics").get(0), "pods", "target", "averageValue"))
                .isEqualTo("20000");
        Map<String, Object> down = scaler.map("spec", "behavior", "scaleDown");
        assertThat(down).containsEntry("stabilizationWindowSeconds", 900);
        assertThat(Manifest.asList(down.get("policies")))
                .containsExactly(Map.of("type", "Pods", "value", 1, "periodSeconds", 300));
        assertThat(chart.render("full", Map.of())
                        .get("HorizontalPodAutoscaler", "im-openmimc-topic")
                        .text("spec"))
                .doesNotContain("gateway_connections");
    }

    @Test
    void lostMetricsDoNotLookToKedaLikeGatewaysWithoutConnections() {
        Manifests manifests = chart.render("keda", Map.of());
        Manifest scaled = manifests.get("ScaledObject", "im-openmimc-gateway");
        assertThat(manifests.kind("HorizontalPodAutoscaler")).isEmpty();
        assertThat(scaled.map("spec", "fallback")).containsEntry("replicas", 4);
        assertThat(scaled.list("spec", "triggers").get(0).get("metadata").toString())
                .contains(
                        "ignoreNullValues=false", "gateway_connections", "service=\"im-openmimc-gateway-management\"");
    }

    @Test
    void aGatewayIsFoundByTheAddressOfItsPod() {
        Manifests manifests = chart.render("minimal", Map.of());
        assertThat(manifests
                        .get("Deployment", "im-openmimc-gateway")
                        .container()
                        .get("env")
                        .toString())
                .contains("fieldPath=status.podIP", "{name=OPENMIMC_GATEWAY_ADDRESS, value=$(POD_IP):9092}");
        // How many there are nobody is told.
        assertThat(manifests.all())
                .allSatisfy(manifest -> assertThat(manifest.kind()).isNotEqualTo("StatefulSet"));
    }

    @Test
    void moreGatewaysMayBeAReleaseOfTheirOwn() {
        Manifests manifests = chart.render("gateways-only", Map.of());
        assertThat(manifests.kind("Deployment")).extracting(Manifest::component).containsExactly("gateway");
        assertThat(manifests.kind("Job")).isEmpty();
        assertThat(manifests.get("ConfigMap", "im-openmimc-gateway").text("data", "application.properties"))
                .contains("openmimc.peers.accounts=im-account-grpc:9091");
    }

    @Test
    void clientsKeepTheirAddresses() {
        Manifest tcp = chart.render("minimal", Map.of()).get("Service", "im-openmimc-gateway-tcp");
        assertThat(tcp.map("spec"))
                .containsEntry("type", "LoadBalancer")
                .containsEntry("externalTrafficPolicy", "Local");
        assertThat(tcp.list("spec", "ports")).hasSize(1);
    }

    @Test
    void thePeersOfAServiceAreHeadless() {
        Manifests manifests = chart.render("minimal", Map.of());
        assertThat(List.of("account", "topic", "history")).allSatisfy(name -> assertThat(manifests
                        .get("Service", "im-openmimc-" + name + "-grpc")
                        .at("spec", "clusterIP"))
                .isEqualTo("None"));
    }
}
