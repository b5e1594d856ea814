package io.openmimc.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.supervisor.FakeCloudSupervisor;
import io.openmimc.local.supervisor.Home;
import io.openmimc.local.supervisor.Start;
import io.openmimc.local.supervisor.State;
import io.openmimc.local.supervisor.State.ProcessState;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a running stack of a real supervisor, a real edge, and stand-ins for the services. */
class ScaledStackTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        mimc("down");
    }

    @Test
    void eachReplicaIsAProcessOfItsOwnAndTheEdgeLeadsToAll() throws Exception {
        // When
        up("gateway=2,history=2");
        // Then
        assertThat(names())
                .containsExactly(
                        "account-service",
                        "topic-service",
                        "gateway-service-1",
                        "gateway-service-2",
                        "history-service-1",
                        "history-service-2",
                        "callback-service",
                        "contact-service",
                        "edge");
        assertThat(status()).contains("gateway-service-2").contains("history-service-1");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(Set.of(get("/api/msg/"), get("/api/msg/")))
                .hasSize(2));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(twoGreetings()).hasSize(2));
    }

    @Test
    void scalingUpAddsReplicasAndScalingDownStopsTheLastOnesInOrder() throws Exception {
        // Given
        up("history=1");
        long first = process("history-service-1").pid();
        // When
        assertThat(mimc("scale", "history=3")).isZero();
        // Then
        assertThat(names()).contains("history-service-1", "history-service-2", "history-service-3");
        // When
        assertThat(mimc("scale", "history=1")).isZero();
        // Then
        assertThat(names()).contains("history-service-1").doesNotContain("history-service-2", "history-service-3");
        assertThat(log("history-service-3")).contains("stopped in order");
        assertThat(process("history-service-1").pid()).isEqualTo(first);
    }

    @Test
    void anOnlyGatewayBecomesTheFirstOfTwoWithoutAnotherAddressForItsClients() throws Exception {
        // Given
        up("");
        String alone = greeting();
        // When
        assertThat(mimc("scale", "gateway=2")).isZero();
        // Then
        assertThat(names()).contains("gateway-service-1", "gateway-service-2").doesNotContain("gateway-service");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(twoGreetings()).hasSize(2).contains(alone));
        assertThat(log("gateway-service-1")).contains("stopped in order").contains("started port=" + alone);
    }

    @Test
    void aRollingRestartTakesOneAfterAnotherAndNobodyIsRefusedMeanwhile() throws Exception {
        // Given
        up("gateway=2");
        await().atMost(PATIENCE).until(() -> twoGreetings().size() == 2);
        long first = process("gateway-service-1").pid();
        long second = process("gateway-service-2").pid();
        // When
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        Set<String> failures = new ConcurrentSkipListSet<>();
        Thread visitors = new Thread(() -> {
            while (!over.get()) {
                try {
                    get("/api/push/");
                    greeting();
                    answered.incrementAndGet();
                } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
                    failures.add(String.valueOf(e));
                }
            }
        });
        visitors.start();
        assertThat(mimc("restart", "gateway", "--rolling")).isZero();
        over.set(true);
        visitors.join();
        // Then
        assertThat(printed.toString(UTF_8))
                .containsSubsequence(
                        "restarting gateway-service-1",
                        "gateway-service-1 is ready",
                        "restarting gateway-service-2",
                        "gateway-service-2 is ready");
        assertThat(process("gateway-service-1").pid()).isNotEqualTo(first);
        assertThat(process("gateway-service-2").pid()).isNotEqualTo(second);
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(20);
    }

    @Test
    void aKilledReplicaIsShownAsDeadAndRestartStartsIt() throws Exception {
        // Given
        up("gateway=2");
        long pid = process("gateway-service-2").pid();
        // When
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        // Then
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> status().matches(
                        "(?s).*gateway-service-2 +dead .*"));
        // When
        assertThat(mimc("restart", "gateway-service-2")).isZero();
        // Then
        assertThat(process("gateway-service-2").pid()).isNotZero().isNotEqualTo(pid);
        assertThat(get("/api/push/")).isNotEmpty();
    }

    @Test
    void aReplicaThatCannotStartIsTakenOutAgainWithTheReason() throws Exception {
        // Given
        up("");
        Path broken = FakeCloudSupervisor.applications(new Home(directory)).resolve("broken");
        Files.createFile(broken);
        // When
        String said = refusal("scale", "history=2");
        // Then
        assertThat(said)
                .contains("history-service-2 ended with code 3 while starting")
                .contains("broken, as it was told");
        assertThat(names()).contains("history-service").doesNotContain("history-service-2");
        // When
        Files.delete(broken);
        // Then
        assertThat(mimc("scale", "history=2")).isZero();
        assertThat(names()).contains("history-service-1", "history-service-2");
    }

    @Test
    void whatCannotBeDoneIsRefusedWithWhatCan() throws Exception {
        assertThat(refusal("scale", "gateway=2")).contains("The stack is not running. Start it with ./mimc up.");
        assertThat(refusal("restart", "gateway")).contains("The stack is not running. Start it with ./mimc up.");
        up("gateway=2");
        assertThat(refusal("scale", "gateway=5")).contains("from 1 to 4 replicas");
        assertThat(refusal("scale", "frontend=2")).contains("There is no service \"frontend\"");
        assertThat(refusal("restart", "gateway-service-3"))
                .contains("There is no process \"gateway-service-3\". There are:")
                .contains("gateway-service-2");
        assertThat(refusal("restart")).contains("Say what to restart");
        assertThat(refusal("up", "--replicas", "gateway=0")).contains("from 1 to 4 replicas");
    }

    private void up(String replicas) throws IOException {
        try (Launch launch =
                new Launch(context(), FakeCloudSupervisor.class, new Start(replicas, false, "127.0.0.1"))) {
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

    /** What a command that fails says. */
    private String refusal(String... arguments) {
        PrintStream usual = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, UTF_8));
        try {
            assertThat(mimc(arguments)).isNotZero();
        } finally {
            System.setErr(usual);
        }
        return said.toString(UTF_8);
    }

    private String status() {
        printed.reset();
        mimc("status");
        return printed.toString(UTF_8);
    }

    private State state() {
        return State.ofRunning(new Home(directory)).orElseThrow();
    }

    private List<String> names() {
        return state().processes().stream().map(ProcessState::name).toList();
    }

    private ProcessState process(String name) {
        return state().processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String log(String name) throws IOException {
        return Files.readString(new Home(directory).logs().resolve(name + ".log"));
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(state().api()).resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /** What two clients over TCP hear, one after the other; one if it is the same. */
    private Set<String> twoGreetings() throws IOException {
        return new HashSet<>(List.of(greeting(), greeting()));
    }

    /** What the gateway says that a client over TCP has reached. */
    private String greeting() throws IOException {
        URI tcp = URI.create("tcp://" + state().tcp());
        try (Socket socket = new Socket(tcp.getHost(), tcp.getPort());
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            socket.setSoTimeout(10_000);
            return String.valueOf(in.readLine());
        }
    }
}
