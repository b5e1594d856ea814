package io.openmimc.local.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.process.Ports;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An edge before gateways that come, hang and die, over real sockets. */
class SeveralReplicasTest {
    /** The promise is about a second; a machine that is busy with other tests gets another one. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Vertx vertx = Vertx.vertx();
    private final List<Socket> sockets = new ArrayList<>();
    private final SmallReplica first = new SmallReplica("one");
    private final SmallReplica second = new SmallReplica("two");
    private final EdgePlan.Doors doors = new EdgePlan.Doors(Ports.free(), Ports.free(), true);
    private int port;

    @BeforeEach
    void start() throws Exception {
        first.start();
        second.start();
        port = edge(doors);
        awaitBoth();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        first.die();
        second.die();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void requestsGoToAllInTurn() {
        assertThat(answers(100)).containsOnly(Map.entry("one", 50), Map.entry("two", 50));
    }

    @Test
    void noRequestIsLostWhenOneDies() throws Exception {
        second.die();
        assertThat(answers(50)).containsOnly(Map.entry("one", 50));
    }

    @Test
    void oneThatIsNotReadyIsLeftOutSoonAndAskedAgainWhenItIs() {
        // When
        first.readiness(503);
        // Then
        await().atMost(SOON).untilAsserted(() -> assertThat(answers(10)).containsOnly(Map.entry("two", 10)));
        // When
        first.readiness(200);
        // Then
        awaitBoth();
    }

    @Test
    void oneThatHangsIsLeftOutSoon() {
        first.hang();
        await().atMost(SOON).untilAsserted(() -> assertThat(answers(10)).containsOnly(Map.entry("two", 10)));
    }

    @Test
    void whenNoneIsReadyTheyAreAskedAllTheSame() {
        // When
        first.readiness(503);
        second.readiness(503);
        // Then
        await().pollDelay(SOON)
                .untilAsserted(() -> assertThat(answers(10)).containsOnly(Map.entry("one", 5), Map.entry("two", 5)));
    }

    @Test
    void aRequestThatAReplicaHasTakenIsNotSentAgain() {
        // Given
        int before = first.asked() + second.asked();
        // When
        String answer = request("POST", "/api/push/break");
        // Then
        assertThat(answer).startsWith("HTTP/1.1 503 ");
        assertThat(first.asked() + second.asked()).isEqualTo(before + 1);
    }

    @Test
    void withNobodyLeftRequestsAreAnsweredWith503() throws Exception {
        first.die();
        second.die();
        assertThat(request("GET", "/api/push/")).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void whenOnlyALaterOneIsLeftItIsFound() throws Exception {
        first.die();
        assertThat(answers(20)).containsOnly(Map.entry("two", 20));
    }

    @Test
    void clientsAreSpreadOverTheGateways() throws IOException {
        Map<String, Integer> greetings = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            greetings.merge(connect(doors.tcp()).readLine(), 1, Integer::sum);
        }
        assertThat(greetings).containsOnly(Map.entry("one", 10), Map.entry("two", 10));
    }

    @Test
    void bytesPassBothWaysAsTheyAre() throws IOException {
        // Given
        BufferedReader in = connect(doors.webSocket());
        in.readLine();
        Socket socket = sockets.get(sockets.size() - 1);
        String line = "line ".repeat(100_000);
        // When: the echo comes while the rest is still on its way
        Thread writer = new Thread(() -> {
            try {
                socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        // Then
        assertThat(in.readLine()).isEqualTo(line);
    }

    @Test
    void aClientOfAGatewayThatDiesIsHungUpOnAndFindsAnotherOne() throws Exception {
        // Given
        BufferedReader one = connect(doors.tcp());
        BufferedReader other = connect(doors.tcp());
        boolean oneIsFirst = one.readLine().equals("one");
        other.readLine();
        // When
        first.die();
        // Then
        assertThat((oneIsFirst ? one : other).readLine()).isNull();
        for (int i = 0; i < 10; i++) {
            assertThat(connect(doors.tcp()).readLine()).isEqualTo("two");
        }
    }

    @Test
    void aGatewayHearsThatItsClientHasGone() throws IOException {
        // Given
        connect(doors.tcp()).readLine();
        assertThat(first.clients() + second.clients()).isEqualTo(1);
        // When
        sockets.get(0).close();
        // Then
        await().atMost(SOON).until(() -> first.clients() + second.clients() == 0);
    }

    @Test
    void theFirstGatewayKeepsItsPortsUntilThereIsASecondAndItHasLeftThem() throws Exception {
        // Given: an edge of a stack that began with one gateway, which has the ports of the clients
        EdgePlan.Doors later = new EdgePlan.Doors(Ports.free(), Ports.free(), false);
        try (var taken = new java.net.ServerSocket()) {
            taken.setReuseAddress(true);
            taken.bind(new InetSocketAddress("127.0.0.1", later.tcp()));
            edge(later);
            await().atMost(SOON).until(() -> !Ports.isFree(later.webSocket()));
            // It has tried in vain many times by then.
            await().pollDelay(SOON).until(() -> true);
        }
        // Then
        await().atMost(SOON).until(() -> !Ports.isFree(later.tcp()));
        assertThat(connect(later.tcp()).readLine()).isIn("one", "two");
    }

    private int edge(EdgePlan.Doors itsDoors) throws Exception {
        Map<String, List<EdgePlan.Place>> services = new TreeMap<>();
        for (String name : List.of("account", "history", "topic", "callback", "contact")) {
            services.put(name, List.of(new EdgePlan.Place(Ports.free(), Ports.free(), 0, 0)));
        }
        services.put(
                "gateway",
                List.of(
                        first.place(),
                        second.place(),
                        // Nobody is there.
                        new EdgePlan.Place(Ports.free(), Ports.free(), Ports.free(), Ports.free())));
        EdgePlan plan = EdgePlan.of(new EdgePlan(0, services, Optional.of(itsDoors)).toJson());
        return EdgeProcess.start(vertx, plan, EdgeLimits.DEFAULT)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    private void awaitBoth() {
        await().atMost(SOON).untilAsserted(() -> assertThat(answers(10)).containsOnlyKeys("one", "two"));
    }

    /** How many of so many requests each replica has answered. */
    private Map<String, Integer> answers(int count) {
        Map<String, Integer> answers = new TreeMap<>();
        IntStream.range(0, count).forEach(i -> {
            String answer = request("GET", "/api/push/");
            answers.merge(answer.substring(answer.indexOf("\r\n\r\n") + 4), 1, Integer::sum);
        });
        return answers;
    }

    private String request(String method, String path) {
        try (Socket socket = open(port)) {
            socket.getOutputStream()
                    .write((method + " " + path
                                    + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private BufferedReader connect(int door) throws IOException {
        Socket socket = open(door);
        sockets.add(socket);
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    private static Socket open(int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return socket;
    }
}
