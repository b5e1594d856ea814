package io.openmimc.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The files that docs/kubernetes.md installs with. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("examples");
    private static final List<String> STORES = List.of("strimzi", "k8ssandra", "cloudnativepg", "valkey");

    @TempDir
    Path directory;

    private Manifests render(String... more) {
        Path[] files = Stream.concat(STORES.stream(), Stream.of(more))
                .map(name -> EXAMPLES.resolve(name + "-values.yaml"))
                .toArray(Path[]::new);
        return Manifests.of(Chart.copy(directory).text(files));
    }

    @Test
    void togetherTheyMakeAWholeInstallation() {
        // When
        Manifests manifests = render("production");
        // Then
        assertThat(manifests.kind("Deployment")).hasSize(6);
        assertThat(manifests.all()).allSatisfy(manifest -> assertThat(
                        CustomResources.has(manifest)
                                ? CustomResources.complaints(manifest)
                                : Models.complaints(manifest))
                .isEmpty());
        String history = manifests.get("ConfigMap", "im-openmimc-history").text("data", "application.properties");
        assertThat(history)
                .contains("openmimc.kafka.tls=true", "openmimc.cassandra.tls=true", "openmimc.redis.tls=true")
                .doesNotContain("allow-plaintext");
        assertThat(manifests.kind("Secret")).extracting(Manifest::name).containsExactly("im-openmimc-secrets");
    }

    @Test
    void gatewaysScaleByKedaInPlaceOfTheOther() {
        Manifests manifests = render("production", "keda");
        assertThat(manifests.kind("ScaledObject")).extracting(Manifest::name).containsExactly("im-openmimc-gateway");
        assertThat(manifests.kind("HorizontalPodAutoscaler"))
                .extracting(Manifest::component)
                .doesNotContain("gateway")
                .isNotEmpty();
    }

    /** What the values take from a store is what the file beside them asks its operator for. */
    @Test
    void theyNameWhatTheOperatorsMake() throws IOException {
        for (String store : STORES) {
            Set<String> made = Manifests.of(Files.readString(EXAMPLES.resolve(store + ".yaml"))).all().stream()
                    .map(Manifest::name)
                    .collect(Collectors.toSet());
            Object values = new Yaml().load(Files.readString(EXAMPLES.resolve(store + "-values.yaml")));
            assertThat(References.secretsOf(values)).isNotEmpty().allSatisfy(secret -> assertThat(made)
                    .anySatisfy(name -> assertThat(secret).startsWith(name)));
        }
    }

    @Test
    void theDocumentationNamesEachOfThem() throws IOException {
        String page = Files.readString(Path.of("../../docs/kubernetes.md"));
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            assertThat(files.toList()).allSatisfy(file -> assertThat(page).contains("examples/" + file.getFileName()));
        }
    }
}
