package io.openmimc.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {
    @TempDir
    static Path directory;

    private static Chart chart;

    @BeforeAll
    static void copy() {
        chart = Chart.copy(directory.resolve("chart"));
    }

    static Stream<Arguments> installations() {
        return Chart.valuesFiles().stream()
                .flatMap(values -> Chart.KUBERNETES.stream().map(version -> Arguments.of(values, version)));
    }

    static Stream<Path> valuesFiles() {
        return Chart.valuesFiles().stream();
    }

    @Test
    void lintFindsNothing() {
        var result = new Helm(Chart.SOURCE).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("installations")
    void everythingRenderedIsValidAndFitsTogether(Path values, String kubernetes) {
        assertThat(Complaints.about(chart, values, kubernetes)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("valuesFiles")
    void twoRenderingsAreTheSame(Path values) {
        Set<Manifest> first =
                Set.copyOf(chart.render(values, Chart.KUBERNETES.get(0)).all());
        Set<Manifest> second =
                Set.copyOf(chart.render(values, Chart.KUBERNETES.get(0)).all());
        // What is generated once is rendered only where there is none: here there never is.
        assertThat(first.stream().filter(manifest -> !generated(manifest)).collect(Collectors.toSet()))
                .isEqualTo(
                        second.stream().filter(manifest -> !generated(manifest)).collect(Collectors.toSet()));
        assertThat(first)
                .extracting(Manifest::id)
                .containsExactlyInAnyOrderElementsOf(
                        second.stream().map(Manifest::id).toList());
    }

    private static boolean generated(Manifest manifest) {
        return manifest.is("Secret") && manifest.at("metadata", "annotations", "helm.sh/resource-policy") != null;
    }

    @Test
    void whatIsGeneratedIsThereBeforeTheJobsAndStays() {
        Manifests manifests = chart.render("try", Map.of());
        assertThat(manifests.kind("Secret")).hasSize(8).allSatisfy(secret -> {
            Map<String, Object> annotations = secret.map("metadata", "annotations");
            assertThat(annotations)
                    .containsEntry("shown/hook", "pre-install,pre-upgrade")
                    .containsEntry("helm.sh/resource-policy", "keep")
                    .doesNotContainKey("shown/hook-delete-policy");
            assertThat(weight(secret)).isLessThan(-10);
        });
        assertThat(manifests.kind("Job")).hasSize(5).allSatisfy(job -> {
            assertThat(job.map("metadata", "annotations")).containsEntry("shown/hook", "pre-install,pre-upgrade");
            assertThat(weight(job)).isGreaterThan(weight(manifests.get("ConfigMap", job.name())));
        });
        assertThat(manifests.get("Secret", "im-openmimc-secrets").text("stringData", "deployment-secret"))
                .hasSize(48)
                .isNotEqualTo(chart.render("try", Map.of())
                        .get("Secret", "im-openmimc-secrets")
                        .text("stringData", "deployment-secret"));
    }

    @Test
    void whatTheClusterHasAlreadyIsNotMadeAgain() {
        // Given a cluster that has every Secret
        String there =
                "dict \"data\" (dict \"tls.crt\" (b64enc (genCA \"there\" 1).Cert) \"tls.key\" (b64enc (genCA \"there\" 1).Key))";
        Chart installed = Chart.copy(directory.resolve("installed"));
        installed.replace("templates/secrets.yaml", "not (dict)", "not (" + there + ")");
        installed.replace("templates/innertls.yaml", "not (dict)", "not (" + there + ")");
        installed.replace("templates/innertls.yaml", "$existing := dict", "$existing := " + there);
        // Then
        assertThat(installed.render("try", Map.of()).kind("Secret")).isEmpty();
    }

    private static int weight(Manifest hook) {
        return Integer.parseInt(hook.text("metadata", "annotations", "shown/hook-weight"));
    }

    @Test
    void anOlderKubernetesIsRefused() {
        assertThatThrownBy(() -> chart.text(Chart.values("minimal"), "1.28.9", Map.of()))
                .hasMessageContaining("1.28.9");
    }

    @Test
    void aJobGetsNoInnerCertificateAndNoPeers() {
        Manifests manifests = chart.render("full", Map.of());
        assertThat(manifests.kind("Job")).allSatisfy(job -> {
            String settings = manifests.get("ConfigMap", job.name()).text("data", "application.properties");
            assertThat(settings).contains("openmimc.setup=only").doesNotContain("peers", "/inner/");
        });
        assertThat(manifests.kind("Deployment")).allSatisfy(deployment -> assertThat(
                        manifests.get("ConfigMap", deployment.name()).text("data", "application.properties"))
                .contains("openmimc.setup=await"));
    }
}
