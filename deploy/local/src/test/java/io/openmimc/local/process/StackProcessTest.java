package io.openmimc.local.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private Path log;
    private StackProcess process;

    @BeforeEach
    void start() {
        log = directory.resolve("log");
        process = new StackProcess(new Chatter(), log);
        process.start();
        awaitMoreThan(0);
    }

    @AfterEach
    void kill() {
        process.kill();
    }

    @Test
    void aPausedProcessDoesNothingUntilItMayGoOn() throws IOException {
        process.signal("STOP");
        long written = Files.size(log);
        await().during(Duration.ofMillis(200)).atMost(PATIENCE).until(() -> Files.size(log) == written);
        process.signal("CONT");
        awaitMoreThan(written);
    }

    @Test
    void whatDoesNotRunCannotBeSignalled() {
        process.kill();
        assertThatThrownBy(() -> process.signal("STOP"))
                .isInstanceOf(StackException.class)
                .hasMessage("chatter does not run");
    }

    private void awaitMoreThan(long bytes) {
        await().atMost(PATIENCE).until(() -> Files.size(log) > bytes);
    }

    /** Writes without end. */
    private record Chatter() implements Program {
        @Override
        public String name() {
            return "chatter";
        }

        @Override
        public int port() {
            return Ports.free();
        }

        @Override
        public Command command() {
            return Command.of(List.of("/bin/sh", "-c", "while :; do echo; done"));
        }

        @Override
        public boolean ready(long pid) {
            return true;
        }
    }
}
