package io.openmimc.bench.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageTest {
    private static final int MESSAGES = 10;

    @Test
    void aProcessThatWasRestartedMeanwhileIsLeftOut() throws Exception {
        // Given
        Process staying = sleeping();
        Process ending = sleeping();
        try {
            Map<String, Long> pids = Map.of("staying", staying.pid(), "ending", ending.pid());
            Usage before = Usage.of(pids);
            assertThat(before.processes()).containsOnlyKeys("staying", "ending");
            // When
            ending.destroyForcibly().waitFor();
            Cost cost = Usage.of(pids).since(before, MESSAGES);
            // Then
            assertThat(cost.processes()).extracting(ProcessCost::name).containsExactly("staying");
            assertThat(cost.cpuMicrosPerMessage()).isNotNegative();
        } finally {
            staying.destroyForcibly();
            ending.destroyForcibly();
        }
    }

    private static Process sleeping() throws IOException {
        return new ProcessBuilder("sleep", "60").start();
    }
}
