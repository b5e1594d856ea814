package io.openmimc.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern METRIC = Pattern.compile("([a-z_]+)\\{");
    /** Those that Prometheus and Quarkus make. */
    private static final Set<String> FOREIGN = Set.of("up", "http_server_requests_seconds_count");

    @TempDir
    Path directory;

    private static Set<String> metersOfTheServices() throws IOException {
        Pattern meter = Pattern.compile("\"([a-z]+(?:\\.[a-z]+)+)\"");
        Set<String> meters = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT, 12)) {
            for (Path file : files.filter(AlertsTest::isSource).toList()) {
                Matcher found = meter.matcher(Files.readString(file));
                while (found.find()) {
                    meters.add(found.group(1).replace('.', '_'));
                }
            }
        }
        return meters;
    }

    private static boolean isSource(Path file) {
        String name = ROOT.relativize(file).toString();
        return name.endsWith(".java") && name.matches("(service-kit|[a-z]+-service)/src/main/java/.*");
    }

    /** Without what the Prometheus registry appends. */
    private static String meter(String metric) {
        return metric.replaceFirst("_(total|seconds|bytes|milliseconds)$", "");
    }

    private Manifest rule() {
        return Chart.copy(directory).render("full", Map.of()).get("PrometheusRule", "im-openmimc");
    }

    @Test
    void everyMetricOfAnAlertIsCountedSomewhere() throws IOException {
        Set<String> meters = metersOfTheServices();
        Set<String> asked = new TreeSet<>();
        for (Map<String, Object> group : rule().list("spec", "groups")) {
            for (Map<String, Object> alert : Manifest.asList(group.get("rules"))) {
                Matcher found = METRIC.matcher(alert.get("expr").toString());
                while (found.find()) {
                    asked.add(found.group(1));
                }
            }
        }
        assertThat(asked).hasSizeGreaterThan(8);
        asked.removeAll(FOREIGN);
        assertThat(asked).allSatisfy(metric -> assertThat(meters).contains(meter(metric)));
        assertThat(meters).contains("gateway_connections"); // what gateways scale on
    }

    @Test
    void anAlertSaysWhatAndWhatToDoAndLooksAtThisReleaseOnly() {
        List<Map<String, Object>> alerts =
                Manifest.asList(rule().list("spec", "groups").get(0).get("rules"));
        assertThat(alerts).allSatisfy(alert -> {
            assertThat(alert.get("expr").toString())
                    .contains("namespace=\"messaging\",service=~\"im-openmimc-.+-management\"")
                    .doesNotContain("SELECTOR", "LAG_LIMIT");
            assertThat(Manifest.asMap(alert.get("annotations"))).containsKeys("summary", "description");
            assertThat(Manifest.asMap(alert.get("labels"))).containsKey("severity");
        });
        assertThat(alerts.toString()).contains("{{ $labels.consumer }}", "> 10000");
    }
}
