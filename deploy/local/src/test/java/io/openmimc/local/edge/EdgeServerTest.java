package io.openmimc.local.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over raw sockets: HTTP clients would tidy what old SDKs send. */
class EdgeServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static SmallEdge edge;

    @BeforeAll
    static void start() throws Exception {
        EdgeLimits usual = EdgeLimits.DEFAULT;
        EdgeLimits.Times times = usual.times();
        edge = SmallEdge.start(new EdgeLimits(
                new EdgeLimits.Times(times.head(), times.body(), PATIENCE, times.exchange(), times.idle()),
                usual.requests(),
                usual.connections()));
    }

    @AfterAll
    static void stop() throws Exception {
        edge.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/account/token, account /api/account/token",
        "//api/account/token, account /api/account/token",
        "///api/blacklist/?blackAccount=a, account /api/blacklist/?blackAccount=a",
        "/api/admin/apps, account /api/admin/apps",
        "/api/admin/apps/7/callbacks, account /api/admin/apps/7/callbacks",
        "/api/admin/apps/7/callbacks/secret/old, account /api/admin/apps/7/callbacks/secret/old",
        "/api/admin/apps/7/callbacks/test, account /api/admin/apps/7/callbacks/test",
        "/api/admin/apps/7/callbacks/state, account /api/admin/apps/7/callbacks/state",
        "/api/admin/apps/7/callbacks/failed?limit=2, account /api/admin/apps/7/callbacks/failed?limit=2",
        "/api/admin/apps/7/callbacks/failed/resend, account /api/admin/apps/7/callbacks/failed/resend",
        "/console, account /console",
        "/console/console.js, account /console/console.js",
        "/api/push/p2p/, gateway /api/push/p2p/",
        "/gslb/?ver=3.0&list=a%2Cb, gateway /gslb/?ver=3.0&list=a%2Cb",
        "http://resolver.msg.xiaomi.net/gslb/?ver=3.0, gateway /gslb/?ver=3.0",
        "http://resolver.msg.xiaomi.net//gslb/, gateway /gslb/",
        "/api/uctopic/topics, gateway /api/uctopic/topics",
        "/api/topic/1, topic /api/topic/1",
        "/api/contact/, contact /api/contact/",
        "//api/contact/p2p/session?member=a%20b, contact /api/contact/p2p/session?member=a%20b",
        "/api/topic/1/2/accounts?accounts=a%2Cb%20c, topic /api/topic/1/2/accounts?accounts=a%2Cb%20c",
    })
    void aPathGoesToTheServiceThatOwnsIt(String target, String answer) throws IOException {
        assertThat(edge.exchange("GET " + target + " HTTP/1.1\r\n\r\n"))
                .contains(" 200 ")
                .endsWith(answer);
    }

    @Test
    void bodiesAndHeadersPassThrough() throws IOException {
        assertThat(edge.exchange("POST /api/push/p2p/ HTTP/1.1\r\nX-Echo: 你\r\nContent-Length: 5\r\n\r\nhello"))
                .endsWith("gateway /api/push/p2p/ 你 hello");
    }

    @Test
    void namesPassAsTheyWereWritten() throws IOException {
        assertThat(edge.exchange("GET /api/account/小明;x?a=小红%20b&c=%ff HTTP/1.1\r\n\r\n"))
                .endsWith("account /api/account/%E5%B0%8F%E6%98%8E;x?a=%E5%B0%8F%E7%BA%A2%20b&c=%ff");
    }

    @Test
    void aServiceHearsOfTheClientsAddressWhateverTheClientSays() throws IOException {
        assertThat(edge.exchange(
                        "127.0.0.9",
                        "GET /api/account/who HTTP/1.1\r\nX-Forwarded-For: 10.0.0.1\r\nx-forwarded-for: 10.0.0.2\r\n"
                                + "X-Forwarded-Host: evil\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Prefix: /q\r\nX-Real-IP: 10.0.0.3\r\n"
                                + "Forwarded: for=10.0.0.4\r\n\r\n"))
                .endsWith("\r\n\r\nX-Forwarded-For=127.0.0.9");
    }

    @Test
    void nothingIsUpgraded() throws IOException {
        assertThat(edge.exchange("GET /api/account/who HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void oneConnectionServesManyRequests() throws IOException {
        try (Socket socket = edge.connect("127.0.0.1")) {
            SmallEdge.send(
                    socket,
                    "GET /api/account/a HTTP/1.1\r\nHost: x\r\n\r\n"
                            + "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
                            + "POST /api/push/b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .containsSubsequence("account /api/account/a", "HTTP/1.1 404 ", "gateway /api/push/b {}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/",
        "/api",
        "/api/pushes",
        "/api/topics/1",
        "/api/contacts",
        "/q",
        "/q/metrics",
        "//q/metrics",
        "/q/health/ready",
        "/q/openapi",
        "/q/swagger-ui/",
        "http://localhost/q/metrics",
        "/consoles",
        "*"
    })
    void anUnknownPathIsAnsweredWithTheEnvelope(String target) throws IOException {
        String answer = edge.exchange("GET " + target + " HTTP/1.1\r\n\r\n");
        assertThat(answer).contains(" 404 ").contains("Access-Control-Allow-Origin: *");
        assertThat(SmallEdge.envelope(answer))
                .isEqualTo(new JsonObject()
                        .put("code", 404)
                        .put("message", "no such path")
                        .putNull("data"));
    }

    @Test
    void aServiceThatIsAwayIsAnsweredForWith503() throws IOException {
        String answer = edge.exchange("POST /api/msg/p2p/query/ HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(answer).contains(" 503 ").contains("Access-Control-Allow-Origin: *");
        assertThat(SmallEdge.envelope(answer).getInteger("code")).isEqualTo(503);
    }

    @Test
    void aServiceThatDoesNotAnswerIsAnsweredForWith503() throws IOException {
        assertThat(edge.exchange("GET /api/topic/never HTTP/1.1\r\n\r\n")).contains(" 503 ");
    }

    @Test
    void anAnswerHasItsTimeHoweverLongTheConnectionHadBeenIdle() throws Exception {
        // Given a connection to the service that has been silent for two thirds of that time
        edge.exchange("GET /api/contact/ HTTP/1.1\r\n\r\n");
        // Nothing can be awaited: that time passes while nothing happens is what is tried.
        Thread.sleep(PATIENCE.toMillis() * 2 / 3);
        // When, Then
        assertThat(edge.exchange("GET /api/contact/late HTTP/1.1\r\n\r\n"))
                .contains(" 200 ")
                .endsWith("contact /api/contact/late");
    }

    @Test
    void anOfferOfHttp2IsPassedOver() throws IOException {
        assertThat(edge.exchange("GET /api/account/token HTTP/1.1\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n"
                        + "Connection: Upgrade, HTTP2-Settings\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("account /api/account/token");
    }

    @Test
    void aBodyOver64KilobytesIsRefused() throws IOException {
        String answer =
                edge.exchange("POST /api/push/p2p/ HTTP/1.1\r\nContent-Length: 65537\r\n\r\n" + "a".repeat(65_537));
        assertThat(answer).contains(" 413 ");
        assertThat(SmallEdge.envelope(answer).getInteger("code")).isEqualTo(413);
    }

    @Test
    void aLongQueryPasses() throws IOException {
        String target = "/api/topic/1/2/accounts?accounts=" + "a,".repeat(30_000);
        assertThat(edge.exchange("DELETE " + target + " HTTP/1.1\r\n\r\n")).endsWith("topic " + target);
    }

    @Test
    void aBodyOf64KilobytesPasses() throws IOException {
        assertThat(edge.exchange("POST /api/push/p2p/ HTTP/1.1\r\nContent-Length: 65536\r\n\r\n" + "a".repeat(65_536)))
                .contains(" 200 ");
    }
}
