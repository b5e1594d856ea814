package io.openmimc.callback.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.callback.Receiver;
import io.openmimc.callback.delivery.Delivery;
import io.openmimc.callback.hook.Hook;
import io.openmimc.kit.address.PublicAddresses;
import io.openmimc.proto.accounts.CallbackKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptsTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static Receiver receiver;

    private Attempts attempts =
            new Attempts(VERTX, new Names(VERTX), new PublicAddresses(List.of("127.0.0.0/8")), Clock.systemUTC());

    @BeforeAll
    static void open() {
        receiver = new Receiver();
    }

    @AfterEach
    void closeClient() {
        attempts.close();
    }

    @AfterAll
    static void close() {
        receiver.close();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private Outcome attempt(String url) {
        return begin(url).join();
    }

    private CompletableFuture<Outcome> begin(String url) {
        return attempts.attempt(
                        new Delivery(
                                "7-NORMAL_MSG",
                                1,
                                CallbackKind.NORMAL_MSG,
                                1,
                                "{\"a\":1}".getBytes(StandardCharsets.UTF_8),
                                0),
                        new Hook(1, url, "", EnumSet.allOf(CallbackKind.class), TIMEOUT, List.of("new", "old")))
                .toCompletableFuture();
    }

    private void only(String... networks) {
        attempts.close();
        attempts = new Attempts(VERTX, new Names(VERTX), new PublicAddresses(List.of(networks)), Clock.systemUTC());
    }

    @Test
    void theAppGetsBodyDeliveryTimestampAndSignatures() {
        // When
        Outcome outcome = attempt(receiver.url("/ok/headers?x=1"));
        // Then
        assertThat(outcome.delivered()).isTrue();
        assertThat(outcome.reason()).isEmpty();
        assertThat(new String(outcome.excerpt(), StandardCharsets.UTF_8)).isEqualTo("thanks");
        Receiver.Call call = receiver.calls("/ok/headers").get(0);
        assertThat(call.delivery()).isEqualTo("7-NORMAL_MSG");
        assertThat(call.type()).isEqualTo("application/json;charset=UTF-8");
        assertThat(call.body()).isEqualTo("{\"a\":1}");
        assertThat(Long.parseLong(call.timestamp()))
                .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
        assertThat(call.signature())
                .isEqualTo(Signature.header(
                        List.of("new", "old"), call.timestamp(), call.body().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void onlyTwoHundredIsSuccess() {
        assertThat(attempt(receiver.url("/created")).reason()).isEqualTo("HTTP 201");
        assertThat(attempt(receiver.url("/error")).reason()).isEqualTo("HTTP 500");
    }

    @Test
    void aRedirectIsNotFollowed() {
        // When
        Outcome outcome = attempt(receiver.url("/redirect"));
        // Then
        assertThat(outcome.reason()).isEqualTo("HTTP 302");
        assertThat(receiver.calls("/ok")).isEmpty();
    }

    @Test
    void whoHangsIsLeftAfterTheTimeout() {
        assertThat(attempt(receiver.url("/hang")).reason()).isEqualTo("no answer within 1000 ms");
    }

    @Test
    void whoTricklesTheHeadOfAnAnswerIsLeftAfterTheTimeout() {
        assertThat(attempt(receiver.drippingUrl()).reason()).isEqualTo("no answer within 1000 ms");
    }

    @Test
    void whoTricklesTheBodyHasAnsweredAndIsLeftAfterTheTimeout() {
        // When
        Outcome outcome = attempt(receiver.url("/drip"));
        // Then
        assertThat(outcome.delivered()).isTrue();
        assertThat(outcome.took()).isBetween(Duration.ofMillis(900), Duration.ofSeconds(20));
    }

    @Test
    void ofTenMebibytesNoMoreIsReadThanFitsTheBound() {
        // When
        Outcome outcome = attempt(receiver.url("/huge"));
        // Then
        assertThat(outcome.delivered()).isTrue();
        assertThat(outcome.excerpt()).hasSize(Outcome.EXCERPT_BYTES);
        assertThat(receiver.sentBytes())
                .as("the rest of it the sockets buffered")
                .isLessThan(9 * 1024 * 1024);
    }

    @Test
    void aConnectionThatBreaksIsAFailure() {
        assertThat(attempt(receiver.url("/reset")).delivered()).isFalse();
        assertThat(attempt("http://127.0.0.1:1/").reason()).startsWith("no connection: ");
    }

    @Test
    void aCertificateThatNobodyVouchesForIsAFailure(@TempDir Path directory) throws Exception {
        // Given
        String store = directory.resolve("own.p12").toString();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-dname",
                        "CN=localhost",
                        "-keyalg",
                        "EC",
                        "-keystore",
                        store,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = VERTX.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PfxOptions().setPath(store).setPassword("secret")))
                .requestHandler(request -> {
                    requests.incrementAndGet();
                    request.response().end();
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        // When
        Outcome outcome = attempt("https://localhost:" + server.actualPort() + "/");
        // Then
        assertThat(outcome.reason()).startsWith("TLS: ").contains("certification path");
        assertThat(requests).hasValue(0);
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aNameThatNobodyKnowsIsAFailure() {
        assertThat(attempt("http://no-such-host.invalid/").delivered()).isFalse();
    }

    @Test
    void aLocalAddressIsRefusedUnlessTheOperatorAllowsIt() {
        // Given
        only();
        // When
        Outcome outcome = attempt(receiver.url("/ok/forbidden"));
        // Then
        assertThat(outcome.reason()).isEqualTo("address 127.0.0.1 is not allowed");
        assertThat(receiver.calls("/ok/forbidden")).isEmpty();
    }

    @Test
    void aNameThatStandsForALocalAddressIsRefusedToo() {
        // Given
        only();
        // When
        Outcome outcome = attempt("http://localhost:" + receiver.port() + "/ok/named");
        // Then
        assertThat(outcome.reason()).endsWith("is not allowed");
        assertThat(receiver.calls("/ok/named")).isEmpty();
    }

    @Test
    void theAddressThatIsCheckedIsTheOneThatIsConnectedTo() throws Exception {
        // Given: a name that stands for a public address when it is asked for first, and for a local one from then on
        InetAddress outside = InetAddress.getByName("192.0.2.1");
        AtomicInteger asked = new AtomicInteger();
        attempts.close();
        attempts = new Attempts(
                VERTX,
                new Names(VERTX) {
                    @Override
                    Future<InetAddress> resolve(String host) {
                        return asked.incrementAndGet() == 1
                                ? Future.succeededFuture(outside)
                                : super.resolve("127.0.0.1");
                    }
                },
                new PublicAddresses(List.of("192.0.2.0/24")),
                Clock.systemUTC());
        // When
        Outcome outcome = attempt("http://localhost:" + receiver.port() + "/ok/rebound");
        Outcome second = attempt("http://localhost:" + receiver.port() + "/ok/rebound");
        // Then
        assertThat(outcome.delivered()).isFalse();
        assertThat(second.reason()).isEqualTo("address 127.0.0.1 is not allowed");
        assertThat(receiver.calls("/ok/rebound")).isEmpty();
    }

    @Test
    void aBadNeighbourKeepsNobodyWaiting() {
        // Given
        List<CompletableFuture<Outcome>> hanging = IntStream.range(0, 200)
                .mapToObj(i -> begin(receiver.url("/hang")))
                .toList();
        // When
        Outcome outcome = attempt(receiver.url("/ok/neighbour"));
        // Then
        assertThat(outcome.delivered()).isTrue();
        hanging.forEach(each -> assertThat(each.join().delivered()).isFalse());
    }
}
