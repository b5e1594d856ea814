package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.nio.NioEventLoopGroup;
import io.openmimc.local.process.StackProcess;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.Status;
import io.openmimc.sdk.rest.AppCredentials;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What an idle connection costs: opens 5,000 bound connections and prints the gateway's resident memory before and after.
 * Not part of the normal build: {@code ./mvnw verify -pl deploy/e2e -am -Pidle}.
 */
@Tag("idle")
@ExtendWith(CloudExtension.class)
class IdleConnectionsTest {
    private static final int CONNECTIONS = 5_000;
    /** The default limit of resources an account. */
    private static final int RESOURCES = 10;

    private static final int AT_ONCE = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Cloud cloud;

    IdleConnectionsTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @Test
    void fiveThousandIdleConnectionsStayOpen() {
        NioEventLoopGroup loops = new NioEventLoopGroup(1);
        ExecutorService executor = Executors.newFixedThreadPool(2);
        StackProcess gateway = cloud.process("gateway-service");
        List<MimcClient> clients = new ArrayList<>();
        try {
            open(0, 100, loops, executor, clients); // what the first connections load is not the cost of one
            long before = gateway.memoryBytes();
            long start = System.nanoTime();
            open(100, CONNECTIONS, loops, executor, clients);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            long opened = gateway.memoryBytes();
            // Two rounds of keep-alives.
            await().atMost(PATIENCE).pollDelay(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(clients)
                    .allMatch(client -> client.status() == Status.ONLINE));
            long after = gateway.memoryBytes();
            System.out.printf(
                    "gateway-service resident: %d MB with 100 connections, %d MB with %d (opened in %d s),"
                            + " %d MB half a minute later: %.1f KB a connection%n",
                    before >> 20,
                    opened >> 20,
                    clients.size(),
                    seconds,
                    after >> 20,
                    (after - before) / 1024.0 / (clients.size() - 100));
            assertThat(clients).allMatch(client -> client.statistics().logins() == 1);
        } finally {
            clients.forEach(MimcClient::close);
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            executor.shutdown();
        }
    }

    private void open(int from, int to, NioEventLoopGroup loops, ExecutorService executor, List<MimcClient> clients) {
        AppCredentials app = cloud.app();
        HttpClient http = HttpClient.newHttpClient();
        for (int i = from; i < to; i++) {
            MimcClient client = cloud.tcp(app, "idle-" + i / RESOURCES, "device-" + i % RESOURCES)
                    .eventLoops(loops)
                    .executor(executor)
                    .httpClient(http)
                    .build();
            clients.add(client);
            client.login();
            if (clients.size() % AT_ONCE == 0 || i == to - 1) {
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> clients.stream()
                        .allMatch(c -> c.status() == Status.ONLINE));
            }
        }
    }
}
