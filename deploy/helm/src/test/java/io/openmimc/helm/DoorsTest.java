package io.openmimc.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leads in from outside. */
class DoorsTest {
    @TempDir
    static Path directory;

    private static Chart chart;

    @BeforeAll
    static void copy() {
        chart = Chart.copy(directory);
    }

    private static Map<String, String> routesOfTheFile() throws IOException {
        Map<String, String> routes = new TreeMap<>();
        for (String line : Files.readAllLines(Chart.SOURCE.resolve("files/routes"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = line.strip().split(" +");
                routes.put(words[0], "im-openmimc-" + words[1]);
            }
        }
        return routes;
    }

    private static Map<String, String> routesOf(Manifest ingress) {
        Map<String, String> routes = new TreeMap<>();
        for (Map<String, Object> rule : ingress.list("spec", "rules")) {
            for (Map<String, Object> path : Manifest.asList(Manifest.in(rule, "http", "paths"))) {
                assertThat(path).containsEntry("pathType", "Prefix");
                routes.put(
                        path.get("path").toString(),
                        Manifest.in(path, "backend", "service", "name").toString());
            }
        }
        return routes;
    }

    @Test
    void theIngressHasTheRoutesOfTheLocalEdge() throws IOException {
        assertThat(routesOf(chart.render("full", Map.of()).get("Ingress", "im-openmimc-api")))
                .isEqualTo(routesOfTheFile());
    }

    @Test
    void soHasTheRouteOfTheGatewayApi() throws IOException {
        Map<String, String> routes = new TreeMap<>();
        Manifest route = chart.render("full", Map.of()).get("HTTPRoute", "im-openmimc-api");
        for (Map<String, Object> rule : route.list("spec", "rules")) {
            Object service = Manifest.asList(rule.get("backendRefs")).get(0).get("name");
            for (Map<String, Object> match : Manifest.asList(rule.get("matches"))) {
                assertThat(Manifest.in(match, "path", "type")).isEqualTo("PathPrefix");
                routes.put(Manifest.in(match, "path", "value").toString(), service.toString());
            }
        }
        assertThat(routes).isEqualTo(routesOfTheFile());
    }

    @Test
    void theAdministrationCanBeKeptInside() throws IOException {
        Map<String, String> expected = routesOfTheFile();
        expected.keySet().removeAll(java.util.List.of("/api/admin", "/console"));
        assertThat(routesOf(chart.render("keda", Map.of()).get("Ingress", "im-openmimc-api")))
                .isEqualTo(expected);
    }

    @Test
    void webSocketsStayOpen() {
        Manifests manifests = chart.render("full", Map.of());
        assertThat(manifests.get("Ingress", "im-openmimc-websocket").map("metadata", "annotations"))
                .containsEntry("nginx.ingress.kubernetes.io/proxy-read-timeout", "3600")
                .containsEntry("cert-manager.io/cluster-issuer", "letsencrypt")
                .containsEntry("example.com/extra", "1");
        assertThat(manifests.get("Ingress", "im-openmimc-api").map("metadata", "annotations"))
                .doesNotContainKey("example.com/extra");
        assertThat(manifests
                        .get("HTTPRoute", "im-openmimc-websocket")
                        .list("spec", "rules")
                        .get(0))
                .containsEntry("timeouts", Map.of("request", "0s", "backendRequest", "0s"));
    }

    @Test
    void managementHasNoDoor() {
        Manifests manifests = chart.render("full", Map.of());
        assertThat(manifests.kind("Service"))
                .filteredOn(service -> !"None".equals(service.at("spec", "clusterIP")))
                .allSatisfy(service -> assertThat(service.list("spec", "ports"))
                        .extracting(port -> port.get("targetPort"))
                        .doesNotContain("management", "grpc"));
    }

    @Test
    void callbackServiceIsReachedByAccountServiceOnly() {
        assertThat(Arrows.into(chart.render("full", Map.of())))
                .contains("account>callback:8095")
                .filteredOn(arrow -> arrow.contains(">callback"))
                .hasSize(1);
    }

    /** The arrows of docs/architecture.md. */
    @Test
    void theArrowsAreThoseOfTheArchitecture() {
        assertThat(Arrows.into(chart.render("minimal", Map.of())))
                .containsExactlyInAnyOrder(
                        "account>callback:8095",
                        "callback>account:9091",
                        "contact>account:9091",
                        "gateway>account:9091",
                        "history>account:9091",
                        "topic>account:9091",
                        "gateway>gateway:9092",
                        "history>gateway:9092",
                        "contact>history:9093",
                        "gateway>history:9093",
                        "callback>topic:9094",
                        "contact>topic:9094",
                        "gateway>topic:9094",
                        "history>topic:9094");
    }
}
