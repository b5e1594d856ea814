package io.openmimc.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.hostile.RawHttp;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(HttpLimitsTest.ShortBodyTime.class)
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class HttpLimitsTest {
    private static final String POST =
            "POST /api/account/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    @Inject
    MeterRegistry meters;

    public static class ShortBodyTime implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("openmimc.http.body-time", "2s");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n1388\r\n"})
    void aBodyThatTricklesInIsCutWhenItsTimeIsUp(String length) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(30_000);
            CountDownLatch answered = new CountDownLatch(1);
            // When
            long start = System.nanoTime();
            CompletableFuture<Void> drip = CompletableFuture.runAsync(() -> drip(socket, POST + length, answered));
            String answer = answer(socket.getInputStream());
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            answered.countDown();
            drip.join();
            // Then
            assertThat(answer).startsWith("HTTP/1.1 408").contains("\"code\":408", "\"data\":null");
            assertThat(took).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(20));
        }
    }

    /** Up to its end, not to that of the connection, which is reset where the server closes it while something is on its way. */
    private static String answer(InputStream in) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            answer.write(next);
            if (next == '}') {
                break;
            }
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** A byte every now and then, never silent as long as the idle time-out. */
    private static void drip(Socket socket, String head, CountDownLatch answered) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            do {
                out.write(' ');
                out.flush();
            } while (!answered.await(200, TimeUnit.MILLISECONDS));
        } catch (SocketException e) {
            // The server has closed: that is what the test waits for.
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aQuickBodyIsNotCut() {
        TestApp app = TestApp.create();
        app.token("alice").then().statusCode(200);
        assertThat(app.token("alice").jsonPath().getInt("code")).isEqualTo(200);
    }

    @Test
    void pathsThatCallersMakeUpAreNoValuesOfALabel() throws IOException {
        // Given
        TestApp.create().token("alice").then().statusCode(200);
        unserved("warm-up");
        Set<String> before = uris();
        // When
        for (int i = 0; i < 50; i++) {
            unserved("made-up-" + i);
        }
        given().get("/api/account/keys").then().statusCode(200);
        // Then
        Set<String> after = uris();
        assertThat(after).contains("/api/account/token").noneMatch(uri -> uri.contains("made-up"));
        after.removeAll(before);
        assertThat(after).isSubsetOf("/api/account/keys");
    }

    /** Everything that answers before an endpoint is chosen, or in place of one. */
    private static void unserved(String name) throws IOException {
        given().get("/" + name).then().statusCode(404);
        given().get("/api/" + name).then().statusCode(404);
        given().get("/api/account/token/" + name).then().statusCode(404);
        given().options("/api/" + name).then().statusCode(204);
        given().delete("/api/admin/apps/" + name + "/key").then();
        String head = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        for (String raw : new String[] {
            "GET /api/" + name + "/%ff" + head + "\r\n",
            "GET /api/" + name + "?x=%ff" + head + "\r\n",
            "GET /api/" + name + "?x=" + "a".repeat(10_000) + head + "\r\n",
            "GET //api/" + name + "/" + head + "\r\n",
            "GET /api/" + name + " HTTP/1.1\r\nConnection: close\r\n\r\n",
            "POST /api/" + name + head + "Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
            "POST /api/" + name + head + "Content-Length: 1000000\r\n\r\n",
            "GET /api/" + name + head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "GET /api/" + name + head + "No header\u0001 : x\r\n\r\n",
            "GET /api/" + name + "?" + "a".repeat(100_000) + head + "\r\n",
        }) {
            assertThat(RawHttp.exchange("127.0.0.1", RestAssured.port, raw)).startsWith("HTTP/1.");
        }
    }

    private Set<String> uris() {
        return meters.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("http.server."))
                .map(id -> id.getTag("uri"))
                .filter(uri -> uri != null)
                .collect(Collectors.toSet());
    }
}
