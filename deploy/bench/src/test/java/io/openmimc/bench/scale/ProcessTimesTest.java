package io.openmimc.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.openmimc.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTimesTest {
    @TempDir
    Path directory;

    private Path run(String scenario, String processes) throws IOException {
        String text =
                "[{\"scenario\": \"warm\"}, {\"scenario\": \"" + scenario + "\", \"processes\": [" + processes + "]}]";
        return Files.writeString(directory.resolve("run.json"), text);
    }

    private static String process(String name, double seconds) {
        return "{\"name\": \"" + name + "\", \"cpu_s_per_1000_messages\": " + seconds + "}";
    }

    @Test
    void theLastRunReplacesTheCostOfAMessage() throws IOException {
        // Given
        Path file = run(
                "p2p",
                String.join(
                        ",",
                        process("kafka", 0.08),
                        process("gateway-service-1", 0.1),
                        process("gateway-service-2", 0.05),
                        process("postgresql", 0.001),
                        process("account-service", 0.002)));
        // When
        Constants read = ProcessTimes.read(file, Constants.builtIn(), Costs.BUSY);
        // Then
        assertThat(read.get("busy.kafka").value()).isEqualTo(80);
        assertThat(read.get("busy.gateway").value()).isCloseTo(150, within(1e-9));
        assertThat(read.get("busy.others").value()).isEqualTo(3);
        assertThat(read.get("busy.redis").value()).isZero();
        assertThat(read.get("sparse.kafka")).isEqualTo(Constants.builtIn().get("sparse.kafka"));
    }

    @Test
    void aRunOfSomethingElseOrOfAStackElsewhereIsRefused() throws IOException {
        Path group = run("group", process("kafka", 1));
        assertThatThrownBy(() -> ProcessTimes.read(group, Constants.builtIn(), Costs.BUSY))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("must be of ./mimc bench p2p --json");
        Path elsewhere = run("p2p", "");
        assertThatThrownBy(() -> ProcessTimes.read(elsewhere, Constants.builtIn(), Costs.BUSY))
                .hasMessageContaining("on the same machine");
        Path none = directory.resolve("none.json");
        assertThatThrownBy(() -> ProcessTimes.read(none, Constants.builtIn(), Costs.BUSY))
                .hasMessageContaining("--run:");
    }
}
