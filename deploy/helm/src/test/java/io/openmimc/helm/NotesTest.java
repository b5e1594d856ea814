package io.openmimc.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator reads after an install. */
class NotesTest {
    @TempDir
    Path directory;

    private String notes(Path values) throws IOException {
        // Without a cluster it is taken for version 1.20.
        Chart chart = Chart.copy(directory);
        chart.replace("Chart.yaml", "kubeVersion: \">=1.29.0-0\"", "");
        return new Helm(chart.directory())
                .install()
                .withName(Chart.RELEASE)
                .withNamespace(Chart.NAMESPACE)
                .withValuesFile(values.toAbsolutePath())
                .clientOnly()
                .dryRun()
                .call()
                .getOutput();
    }

    @Test
    void theCommandsNameWhatIsThere() throws IOException {
        assertThat(notes(Chart.values("minimal")))
                .contains(
                        "kubectl -n messaging get secret im -o jsonpath='{.data.admin-token}'",
                        "kubectl -n messaging port-forward svc/im-openmimc-account 8091",
                        "kubectl -n messaging get svc im-openmimc-gateway-tcp",
                        "helm upgrade im … --reuse-values --set gateway.advertisedTcp=ADDRESS:5222")
                .doesNotContain("was generated", "Not for the public");
    }

    @ParameterizedTest
    @CsvSource({
        "full, https://im.example.com/api/",
        "full, wss://ws.example.com/",
        "try, The Secret im-openmimc-secrets was generated",
        "try, Not for the public",
        "gateways-only, svc/im-openmimc-gateway-websocket 8082"
    })
    void itTellsWhatTheseValuesMean(String values, String text) throws IOException {
        assertThat(notes(Chart.values(values))).contains(text);
    }
}
