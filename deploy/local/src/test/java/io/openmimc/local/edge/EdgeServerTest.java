package io.openmimc.local.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.local.process.Ports;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over raw sockets: HTTP clients would tidy what old SDKs send. */
class EdgeServerTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static int edge;

    @BeforeAll
    static void start() throws Exception {
        int account = upstream("account");
        int gateway = upstream("gateway");
        int topic = upstream("topic");
        int callback = upstream("callback");
        int contact = upstream("contact");
        int nobody = Ports.free();
        edge = get(EdgeServer.start(VERTX, new Routes(account, gateway, nobody, topic, callback, contact), 0, PATIENCE))
                .actualPort();
    }

    @AfterAll
    static void stop() throws Exception {
        get(VERTX.close());
    }

    @ParameterizedTest
    @CsvSource({
        "/api/account/token, account /api/account/token",
        "//api/account/token, account /api/account/token",
        "///api/blacklist/?blackAccount=a, account /api/blacklist/?blackAccount=a",
        "/api/admin/apps, account /api/admin/apps",
        "/api/admin/apps/7/callbacks, account /api/admin/apps/7/callbacks",
        "/api/admin/apps/7/callbacks/secret/old, account /api/admin/apps/7/callbacks/secret/old",
        "/api/admin/apps/7/callbacks/test, callback /api/admin/apps/7/callbacks/test",
        "/api/admin/apps/7/callbacks/state, callback /api/admin/apps/7/callbacks/state",
        "/api/admin/apps/7/callbacks/failed?limit=2, callback /api/admin/apps/7/callbacks/failed?limit=2",
        "/api/admin/apps/7/callbacks/failed/resend, callback /api/admin/apps/7/callbacks/failed/resend",
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
        assertThat(exchange("GET " + target + " HTTP/1.1\r\n\r\n"))
                .contains(" 200 ")
                .endsWith(answer);
    }

    @Test
    void bodiesAndHeadersPassThrough() throws IOException {
        assertThat(exchange("POST /api/push/p2p/ HTTP/1.1\r\nX-Echo: 你\r\nContent-Length: 5\r\n\r\nhello"))
                .endsWith("gateway /api/push/p2p/ hello");
    }

    @Test
    void aServiceIsToldFromWhomARequestIsAndNotWhatTheClientSaysOfThat() throws IOException {
        assertThat(exchange("GET /api/contact/from HTTP/1.1\r\nX-Forwarded-For: 198.51.100.7\r\n"
                        + "x-forwarded-for: 198.51.100.8\r\n\r\n"))
                .endsWith("\r\n\r\n[127.0.0.1]");
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
        "*"
    })
    void anUnknownPathIsAnsweredWithTheEnvelope(String target) throws IOException {
        String answer = exchange("GET " + target + " HTTP/1.1\r\n\r\n");
        assertThat(answer).contains(" 404 ").contains("Access-Control-Allow-Origin: *");
        assertThat(envelope(answer))
                .isEqualTo(new JsonObject()
                        .put("code", 404)
                        .put("message", "no such path")
                        .putNull("data"));
    }

    @Test
    void aServiceThatIsAwayIsAnsweredForWith503() throws IOException {
        String answer = exchange("POST /api/msg/p2p/query/ HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(answer).contains(" 503 ").contains("Access-Control-Allow-Origin: *");
        assertThat(envelope(answer).getInteger("code")).isEqualTo(503);
    }

    @Test
    void aServiceThatDoesNotAnswerIsAnsweredForWith503() throws IOException {
        assertThat(exchange("GET /api/topic/never HTTP/1.1\r\n\r\n")).contains(" 503 ");
    }

    @Test
    void anAnswerHasItsTimeHoweverLongTheConnectionHadBeenIdle() throws Exception {
        // Given a connection to the service that has been silent for two thirds of that time
        exchange("GET /api/contact/ HTTP/1.1\r\n\r\n");
        // Nothing can be awaited: that time passes while nothing happens is what is tried.
        Thread.sleep(PATIENCE.toMillis() * 2 / 3);
        // When, Then
        assertThat(exchange("GET /api/contact/late HTTP/1.1\r\n\r\n"))
                .contains(" 200 ")
                .endsWith("contact /api/contact/late");
    }

    @Test
    void anOfferOfHttp2IsPassedOver() throws IOException {
        assertThat(exchange("GET /api/account/token HTTP/1.1\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n"
                        + "Connection: Upgrade, HTTP2-Settings\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("account /api/account/token");
    }

    @Test
    void aBodyOver64KilobytesIsRefused() throws IOException {
        String answer = exchange("POST /api/push/p2p/ HTTP/1.1\r\nContent-Length: 65537\r\n\r\n" + "a".repeat(65_537));
        assertThat(answer).contains(" 413 ");
        assertThat(envelope(answer).getInteger("code")).isEqualTo(413);
    }

    @Test
    void aLongQueryPasses() throws IOException {
        String target = "/api/topic/1/2/accounts?accounts=" + "a,".repeat(30_000);
        assertThat(exchange("DELETE " + target + " HTTP/1.1\r\n\r\n")).endsWith("topic " + target);
    }

    @Test
    void aBodyOf64KilobytesPasses() throws IOException {
        assertThat(exchange("POST /api/push/p2p/ HTTP/1.1\r\nContent-Length: 65536\r\n\r\n" + "a".repeat(65_536)))
                .contains(" 200 ");
    }

    private static int upstream(String name) throws Exception {
        return get(VERTX.createHttpServer(new HttpServerOptions().setMaxInitialLineLength(64 * 1024))
                        .requestHandler(request -> request.body()
                                .onSuccess(body -> answer(request, (name + " " + request.uri() + " " + body).strip())))
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    private static void answer(HttpServerRequest request, String body) {
        if (request.uri().endsWith("/late")) {
            VERTX.setTimer(
                    PATIENCE.toMillis() * 2 / 3, now -> request.response().end(body));
        } else if (request.uri().endsWith("/from")) {
            request.response().end(request.headers().getAll("X-Forwarded-For").toString());
        } else if (!request.uri().endsWith("/never")) {
            request.response().end(body);
        }
    }

    private static String exchange(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", edge)) {
            socket.setSoTimeout(10_000);
            String closing = request.replaceFirst("\r\n", "\r\nHost: resolver.msg.xiaomi.net\r\nConnection: close\r\n");
            socket.getOutputStream().write(closing.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static JsonObject envelope(String answer) {
        return new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
