package io.openmimc.local.edge;

import static io.openmimc.local.edge.SmallEdge.assertEnvelope;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send their requests slowly, or not at all, and those that want something meanwhile. */
class SlowClientTest {
    private static final String SLOW = "127.0.0.1";
    private static final String OTHER = "127.0.0.2";
    private static final String GET = "GET /api/account/token HTTP/1.1\r\n\r\n";
    private static final String POST = "POST /api/push/p2p/ HTTP/1.1\r\n";
    private static final String NEVER_ANSWERED = "GET /api/account/never HTTP/1.1\r\n\r\n";
    private static final int REQUESTS = 8;
    private static final int CONNECTIONS = 12;

    private final List<Socket> open = new ArrayList<>();
    private SmallEdge edge;

    @BeforeEach
    void start() throws Exception {
        Duration soon = Duration.ofSeconds(2);
        edge = SmallEdge.start(new EdgeLimits(
                new EdgeLimits.Times(soon, soon, Duration.ofSeconds(30), Duration.ofSeconds(60), soon),
                new EdgeLimits.Bound(REQUESTS, REQUESTS + 4),
                new EdgeLimits.Bound(CONNECTIONS, CONNECTIONS + 4)));
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : open) {
            socket.close();
        }
        edge.close();
    }

    @Test
    void anAnnouncedBodyIsAskedForAtOnce() throws IOException {
        Socket socket = begin(POST + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        BufferedReader answer = reader(socket);
        assertThat(answer.readLine()).isEqualTo("HTTP/1.1 100 Continue");
        assertThat(answer.readLine()).isEmpty();
        SmallEdge.send(socket, "hello");
        assertThat(answer.readLine()).isEqualTo("HTTP/1.1 200 OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Expect: 100-continue\r\n", ""})
    void anAnnouncedBodyThatIsTooLargeIsRefusedBeforeItComes(String expectation) throws IOException {
        for (String length : List.of("65537", "99999999", "99999999999999999999")) {
            Socket socket = begin(POST + expectation + "Content-Length: " + length + "\r\n\r\n");
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertEnvelope(answer, length.length() > 19 ? 400 : 413);
        }
    }

    @Test
    void aBodyHasATotalTimeHoweverSteadilyItTrickles() throws IOException {
        Socket socket = begin(POST + "Content-Length: 60000\r\n\r\n");
        trickle(socket, "a");
        assertThat(reader(socket).readLine()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void headersHaveATotalTimeToo() throws IOException {
        Socket first = begin(POST + "X-Slow: ");
        assertThat(first.getInputStream().read()).isEqualTo(-1);
        // Also those of a later request
        Socket second = begin(GET);
        assertThat(reader(second).readLine()).startsWith("HTTP/1.1 200 ");
        SmallEdge.send(second, "GET /");
        assertThat(second.getInputStream().skip(Long.MAX_VALUE)).isNotNegative();
        assertThat(second.getInputStream().read()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/push/p2p/ HTTP/1.1\r\nContent-Length: 5\r\n\r\nhell",
                "POST /api/push/p2p/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nh",
            })
    void aBodyThatComesSlowlyGivesItsPlaceToTheNextRequest(String slow) throws IOException {
        Socket first = begin(slow);
        for (int i = 1; i < REQUESTS; i++) {
            begin(slow);
        }
        await().until(() -> {
            assertThat(edge.exchange(SLOW, GET)).startsWith("HTTP/1.1 200 ");
            return first.getInputStream().available() > 0;
        });
        assertEnvelope(new String(first.getInputStream().readAllBytes(), UTF_8), 429);
    }

    @Test
    void requestsThatAreBeingAnsweredTakeThePlacesOfTheirOwnAddressOnly() throws IOException {
        for (int i = 0; i < REQUESTS; i++) {
            begin(NEVER_ANSWERED);
        }
        await().until(() -> edge.exchange(SLOW, GET).startsWith("HTTP/1.1 429 "));
        assertThat(edge.exchange(SLOW, GET)).contains("Retry-After: 1").contains("Access-Control-Allow-Origin: *");
        assertThat(edge.exchange(OTHER, GET)).startsWith("HTTP/1.1 200 ");
        // When they have gone
        for (Socket socket : open) {
            socket.close();
        }
        await().until(() -> edge.exchange(SLOW, GET).startsWith("HTTP/1.1 200 "));
    }

    @Test
    void aSilentConnectionGivesItsPlaceToTheNextOne() throws IOException {
        Socket first = begin("");
        for (int i = 1; i < CONNECTIONS; i++) {
            begin("");
        }
        assertThat(edge.exchange(SLOW, GET)).startsWith("HTTP/1.1 200 ");
        assertThat(first.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void othersAreAnsweredWithinASecondHoweverManyAreSlow() throws Exception {
        edge.close();
        edge = SmallEdge.start(EdgeLimits.DEFAULT);
        // Given
        List<Socket> trickling = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            begin("");
            begin(POST);
            trickling.add(begin(POST + "Content-Length: 60000\r\n\r\n"));
            begin(POST + "Transfer-Encoding: chunked\r\n\r\n");
        }
        List<BufferedReader> empty = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            empty.add(reader(begin(POST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")));
        }
        // When, Then
        for (int i = 0; i < 10; i++) {
            for (Socket socket : trickling.subList(270, 300)) {
                SmallEdge.send(socket, "a");
            }
            for (String address : List.of(SLOW, OTHER)) {
                long start = System.nanoTime();
                assertThat(edge.exchange(address, GET)).startsWith("HTTP/1.1 200 ");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            }
        }
        for (BufferedReader answer : empty) {
            assertThat(answer.readLine()).startsWith("HTTP/1.1 200 ");
        }
    }

    private static void trickle(Socket socket, String text) {
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    SmallEdge.send(socket, text);
                    return socket.getInputStream().available() > 0;
                });
    }

    private Socket begin(String request) throws IOException {
        Socket socket = edge.connect(SLOW);
        open.add(socket);
        SmallEdge.send(socket, request.replaceFirst("\r\n", "\r\nHost: x\r\n"));
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }
}
