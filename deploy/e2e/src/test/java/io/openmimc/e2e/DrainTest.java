package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.nio.NioEventLoopGroup;
import io.openmimc.local.process.StackProcess;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.Statistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway is told to stop while its clients talk: they go on at another one, and miss nothing. */
@ExtendWith(CloudExtension.class)
class DrainTest {
    private static final int ACCOUNTS = 50;
    private static final int MESSAGES_PER_SECOND = 100;
    private static final int PACE = 25;
    private static final Duration WINDOW = Duration.ofSeconds(2L * ACCOUNTS / PACE);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Cloud cloud;

    DrainTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @Test
    void clientsOfAGatewayThatStopsGoOnAtAnotherAndMissNothing() {
        NioEventLoopGroup loops = new NioEventLoopGroup(1);
        ExecutorService listeners = Executors.newFixedThreadPool(4);
        Absences absences = new Absences();
        try (SecondGateway leaving =
                        cloud.secondGateway(Map.of("OPENMIMC_GATEWAY_DRAIN_PACE", Integer.toString(PACE)));
                Balancer balancer = new Balancer(leaving.tcpPort(), cloud.tcpPort());
                PacedTraffic traffic = new PacedTraffic()) {
            List<MimcClient> clients = login(traffic, balancer.port(), loops, listeners);
            clients.forEach(absences::watch);
            traffic.start(MESSAGES_PER_SECOND);
            await().atMost(PATIENCE).until(() -> traffic.acked.size() >= MESSAGES_PER_SECOND);
            traffic.takeLongestGapMillis();
            LogSince log = new LogSince(leaving.process().log());
            // When
            long millis = terminate(leaving.process());
            // Then
            await().atMost(PATIENCE).until(() -> absences.clients() == clients.size() && Absences.none(clients));
            traffic.stopSending();
            await().atMost(PATIENCE).until(traffic::allAnswered);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(traffic.missing(traffic.acked.size()))
                    .isEmpty());
            print(traffic, absences, millis);
            assertThat(traffic.failures).isEmpty();
            assertThat(traffic.repeated()).isEmpty();
            assertThat(absences.longestMillis()).isLessThan(3_000);
            assertThat(leaving.process().exitCode()).hasValue(143);
            assertThat(millis).isLessThan(WINDOW.plusSeconds(10).toMillis());
            assertThat(log.faults()).isEmpty();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            listeners.shutdown();
        }
    }

    private List<MimcClient> login(PacedTraffic traffic, int port, NioEventLoopGroup loops, ExecutorService listeners) {
        List<String> accounts = IntStream.range(0, ACCOUNTS)
                .mapToObj(i -> Cloud.account("moved" + i))
                .toList();
        List<MimcClient> clients = new ArrayList<>();
        for (String account : accounts) {
            for (String device : List.of("phone", "tablet")) {
                MimcClient client = cloud.client(account, device)
                        .tcp("127.0.0.1", port)
                        .eventLoops(loops)
                        .executor(listeners)
                        .build();
                clients.add(client);
                traffic.add(client);
            }
        }
        clients.forEach(
                client -> assertThat(client.login().toCompletableFuture()).succeedsWithin(PATIENCE));
        traffic.addGroup(Cloud.get(cloud.topics(accounts.get(0)).create("moved", accounts.subList(0, 10))));
        return clients;
    }

    private static long terminate(StackProcess process) {
        long start = System.nanoTime();
        process.signal("TERM");
        await().atMost(PATIENCE).until(() -> !process.isAlive());
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static void print(PacedTraffic traffic, Absences absences, long millis) {
        System.out.printf(
                "%nA gateway with %d clients was told to stop, %d messages a second, %d clients a second: gone after %d ms, "
                        + "longest absence of a client %d ms, longest gap without any arrival %d ms%n"
                        + "  sent %d, acked %d, failed %d, received %d, duplicates filtered %d, sent again %d, logins %d%n",
                2 * ACCOUNTS,
                MESSAGES_PER_SECOND,
                PACE,
                millis,
                absences.longestMillis(),
                traffic.takeLongestGapMillis(),
                traffic.sent.get(),
                traffic.acked.size(),
                traffic.failed.get(),
                traffic.received(),
                traffic.total(Statistics::duplicates),
                traffic.total(Statistics::resent),
                traffic.total(Statistics::logins));
    }
}
