package io.openmimc.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.openmimc.local.process.StackProcess;
import io.openmimc.sdk.Ack;
import io.openmimc.sdk.SendOptions;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.CallbackVerifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The server of an app hears of every message, whatever becomes of callback-service meanwhile. */
@ExtendWith(CloudExtension.class)
class CallbackTest {
    private static final int MESSAGES = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern SECRET = Pattern.compile("\"callbackSecret\":\"([^\"]+)\"");

    private final Cloud cloud;
    private final Map<String, AtomicInteger> told = new ConcurrentHashMap<>();
    private final AtomicInteger forged = new AtomicInteger();

    CallbackTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @Test
    void everyMessageIsToldThoughCallbackServiceIsKilledTwice() throws Exception {
        AppCredentials app = cloud.createApp("callbacks");
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1_000);
        server.setExecutor(Executors.newFixedThreadPool(8));
        CallbackVerifier verifier =
                new CallbackVerifier(callbacks(app, server.getAddress().getPort()));
        server.createContext("/", exchange -> receive(exchange, verifier));
        server.start();
        try (Device alice = new Device(cloud.tcp(app, Cloud.account("teller"), "phone")).login();
                Device online = new Device(cloud.tcp(app, Cloud.account("listener"), "phone")).login()) {
            String offline = Cloud.account("absent");
            StackProcess service = cloud.process("callback-service");
            Set<String> expected = new HashSet<>();
            for (int i = 0; i < MESSAGES; i++) {
                boolean away = i % 2 == 1;
                Ack ack = alice.send(
                        away ? offline : online.client.account(),
                        ("message " + i).getBytes(UTF_8),
                        SendOptions.DEFAULT);
                expected.add(ack.sequence() + "-NORMAL_MSG");
                if (away) {
                    expected.add(ack.sequence() + "-OFFLINE_MSG");
                }
                if (i == MESSAGES / 3 || i == MESSAGES * 2 / 3) {
                    service.kill();
                    service.start();
                }
            }
            service.awaitReady();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(told.keySet()).containsAll(expected));
            assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(forged).hasValue(0);
            System.out.printf(
                    "Told of %d callbacks of %d messages, %d of them more than once, callback-service killed twice%n",
                    told.size(),
                    MESSAGES,
                    told.values().stream().filter(times -> times.get() > 1).count());
        } finally {
            server.stop(0);
        }
    }

    private void receive(HttpExchange exchange, CallbackVerifier verifier) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean genuine = verifier.isGenuine(
                exchange.getRequestHeaders().getFirst("X-Mimc-Timestamp"),
                exchange.getRequestHeaders().getFirst("X-Mimc-Signature"),
                body);
        if (genuine) {
            told.computeIfAbsent(exchange.getRequestHeaders().getFirst("X-Mimc-Delivery"), id -> new AtomicInteger())
                    .incrementAndGet();
        } else {
            forged.incrementAndGet();
        }
        exchange.sendResponseHeaders(genuine ? 200 : 401, -1);
        exchange.close();
    }

    /** Lets callbacks of the app go to a port of this machine; answers the secret. */
    private String callbacks(AppCredentials app, int port) throws IOException, InterruptedException {
        String url = "http://127.0.0.1:" + port + "/";
        HttpRequest request = HttpRequest.newBuilder(
                        cloud.api().resolve("/api/admin/apps/" + app.appId() + "/callbacks"))
                .header("Authorization", "Bearer " + cloud.settings().secrets().adminToken())
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"instantUrl\":\"" + url + "\",\"offlineUrl\":\"" + url + "\"}"))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        Matcher secret = SECRET.matcher(answer);
        assertThat(secret.find()).as(answer).isTrue();
        return secret.group(1);
    }
}
