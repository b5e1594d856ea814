package io.openmimc.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.supervisor.Home;
import io.openmimc.local.supervisor.SmallSupervisor;
import io.openmimc.local.supervisor.Start;
import io.openmimc.local.supervisor.State;
import io.openmimc.local.supervisor.State.ProcessState;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedStackTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @AfterEach
    void stop() {
        mimc("down");
    }

    @Test
    void staysWhenTheCommandThatStartedItHasEnded() throws IOException {
        // When
        up();
        // Then
        JsonObject status = status();
        assertThat(status.getBoolean("running")).isTrue();
        assertThat(status.getJsonArray("processes"))
                .extracting(process -> ((JsonObject) process).getString("name"), process -> ((JsonObject) process)
                        .getBoolean("up"))
                .containsExactly(tuple("redis", true));
    }

    @Test
    void statusForScriptsTellsAddressesAndProcesses() throws IOException {
        // Given
        up();
        // When
        JsonObject status = status();
        // Then
        assertThat(status.getString("api")).startsWith("http://127.0.0.1:");
        assertThat(status.getString("websocket")).startsWith("ws://127.0.0.1:").endsWith("/");
        assertThat(status.getString("tcp")).startsWith("127.0.0.1:");
        assertThat(status.getJsonArray("processes").getJsonObject(0).fieldNames())
                .contains("name", "up", "port", "pid", "memoryBytes", "restarts", "log");
        assertThat(status.getJsonArray("processes").getJsonObject(0).getLong("memoryBytes"))
                .isPositive();
    }

    @Test
    void aSecondUpDoesNothingAndSaysSo() throws IOException {
        // Given
        up();
        List<Long> before = pids();
        // When
        int code = mimc("up");
        // Then
        assertThat(code).isZero();
        assertThat(printed.toString(UTF_8)).contains("already running; nothing was done");
        assertThat(pids()).isEqualTo(before);
    }

    @Test
    void nothingIsLeftWhenTheSupervisorIsKilled() throws IOException {
        // Given
        Files.createFile(SmallSupervisor.withPostgresql(new Home(directory)));
        up();
        List<Long> pids = pids();
        // When
        ProcessHandle.of(state().supervisor()).orElseThrow().destroyForcibly();
        // Then
        awaitGone(pids);
        assertThat(mimc("status")).isEqualTo(3);
    }

    @Test
    void nothingIsLeftWhenTheStartIsBrokenOff() throws IOException {
        // Given
        Launch launch = new Launch(context(), SmallSupervisor.class, Start.USUAL);
        launch.awaitUp();
        List<Long> pids = pids();
        // When
        launch.close();
        // Then
        awaitGone(pids);
        assertThat(mimc("status")).isEqualTo(3);
    }

    @Test
    void nothingIsLeftAfterDown() throws IOException {
        // Given
        up();
        List<Long> pids = pids();
        // When
        mimc("down");
        // Then
        awaitGone(pids);
    }

    @Test
    void aProcessThatDiedIsStartedAgain() throws IOException {
        // Given
        up();
        ProcessState redis = state().processes().get(0);
        // When
        ProcessHandle.of(redis.pid()).orElseThrow().destroyForcibly();
        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            ProcessState now = state().processes().get(0);
            assertThat(now.restarts()).isEqualTo(1);
            assertThat(now.pid()).isNotEqualTo(redis.pid()).isNotZero();
            assertThat(status().getJsonArray("processes").getJsonObject(0).getBoolean("up"))
                    .isTrue();
        });
    }

    @Test
    void resetDeletesNothingUnlessConfirmed() throws IOException {
        // Given
        up();
        // When
        System.setIn(new java.io.ByteArrayInputStream("no\n".getBytes(UTF_8)));
        int code = mimc("reset");
        // Then
        assertThat(code).isEqualTo(1);
        assertThat(status().getBoolean("running")).isTrue();
        assertThat(new Home(directory).data()).exists();
    }

    @Test
    void whatItKeepsIsForItsOwnerOnly() throws IOException {
        // When
        up();
        // Then
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(new Home(directory).state())))
                .isEqualTo("rw-------");
    }

    private void up() throws IOException {
        try (Launch launch = new Launch(context(), SmallSupervisor.class, Start.USUAL)) {
            launch.awaitUp();
            launch.release();
        }
    }

    private Context context() {
        return new Context(new Home(directory), Map.of(), new PrintStream(printed, true, UTF_8));
    }

    private int mimc(String... arguments) {
        return Mimc.commandLine(context()).execute(arguments);
    }

    private State state() {
        return State.ofRunning(new Home(directory)).orElseThrow();
    }

    private JsonObject status() {
        printed.reset();
        mimc("status", "--json");
        return new JsonObject(printed.toString(UTF_8));
    }

    private List<Long> pids() {
        State state = state();
        return Stream.concat(
                        Stream.of(state.supervisor()),
                        state.processes().stream()
                                .flatMap(process -> Stream.concat(
                                        Stream.of(process.pid()),
                                        ProcessHandle.of(process.pid())
                                                .orElseThrow()
                                                .descendants()
                                                .map(ProcessHandle::pid))))
                .toList();
    }

    private static void awaitGone(List<Long> pids) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(pids).noneMatch(SupervisedStackTest::isRunning));
    }

    /** A zombie that nobody reaps is not running. */
    private static boolean isRunning(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
