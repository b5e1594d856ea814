package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.nio.NioEventLoopGroup;
import io.openmimc.local.process.StackProcess;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.MimcClientBuilder;
import io.openmimc.sdk.Statistics;
import io.openmimc.sdk.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Promise 1 and 2 of docs/architecture.md under the crash of each single process. */
@ExtendWith(CloudExtension.class)
class KillTest {
    private static final List<String> VICTIMS = List.of(
            "history-service",
            "gateway-service",
            "topic-service",
            "account-service",
            "kafka",
            "redis",
            "cassandra",
            "postgresql");
    private static final int ACCOUNTS = 10;
    private static final int MESSAGES_PER_SECOND = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Cloud cloud;

    KillTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @Test
    void everyAckedMessageArrivesOnEveryDeviceWhicheverProcessIsKilled() {
        NioEventLoopGroup loops = new NioEventLoopGroup(1);
        try (PacedTraffic traffic = new PacedTraffic()) {
            twentyDevices(traffic, loops);
            long start = System.nanoTime();
            traffic.start(MESSAGES_PER_SECOND);
            List<String> report = new ArrayList<>();
            for (String victim : VICTIMS) {
                report.add(killAndStart(victim, traffic));
            }
            traffic.stopSending();
            await().atMost(PATIENCE).until(traffic::allAnswered);
            awaitArrivals(traffic);
            print(traffic, report, start);
            assertThat(traffic.repeated()).isEmpty();
            assertThat(traffic.failures).isEmpty();
            assertThat(traffic.acked).extracting(PacedTraffic.Acked::sequence).doesNotHaveDuplicates();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void aLoginDuringAnOutageSucceedsWhenItIsOver() {
        StackProcess redis = cloud.process("redis");
        List<Status> statuses = new CopyOnWriteArrayList<>();
        try (MimcClient client = cloud.tcp(Cloud.account("late"), "phone")
                .backoff(Duration.ofMillis(200), Duration.ofSeconds(1))
                .build()) {
            client.onStatus(change -> statuses.add(change.status()));
            redis.kill();
            CompletableFuture<Void> login = client.login().toCompletableFuture();
            await().atMost(PATIENCE).until(() -> Collections.frequency(statuses, Status.OFFLINE) >= 3);
            assertThat(login).isNotDone();
            redis.start();
            redis.awaitReady();
            assertThat(login).succeedsWithin(PATIENCE);
        }
    }

    private void twentyDevices(PacedTraffic traffic, NioEventLoopGroup loops) {
        List<String> accounts = IntStream.range(0, ACCOUNTS)
                .mapToObj(i -> Cloud.account("kill" + i))
                .toList();
        for (String account : accounts) {
            traffic.add(patient(cloud.tcp(account, "phone"), loops).build());
            traffic.add(patient(cloud.webSocket(account, "browser"), loops).build());
        }
        traffic.participants()
                .forEach(participant -> assertThat(participant.client.login().toCompletableFuture())
                        .succeedsWithin(PATIENCE));
        for (List<String> members :
                List.of(accounts.subList(0, ACCOUNTS / 2), accounts.subList(ACCOUNTS / 2, ACCOUNTS))) {
            traffic.addGroup(Cloud.get(cloud.topics(members.get(0)).create("kill", members)));
        }
    }

    /** Kills it in the middle of the traffic, and goes on when messages flow again. */
    private String killAndStart(String victim, PacedTraffic traffic) {
        awaitMore(traffic, 100);
        traffic.takeLongestGapMillis();
        StackProcess process = cloud.process(victim);
        int ackedBefore = traffic.acked.size();
        process.kill();
        int sentBefore = traffic.sent.get();
        await().atMost(PATIENCE).until(() -> traffic.sent.get() >= sentBefore + 2 * MESSAGES_PER_SECOND);
        process.start();
        process.awaitReady();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(traffic.participants())
                .allMatch(participant -> participant.client.status() == Status.ONLINE));
        awaitMore(traffic, 100);
        // What was sent while it was away has arrived, too: the next one is killed in a system that is well.
        awaitArrivals(traffic);
        long slowest = traffic.acked.subList(ackedBefore, traffic.acked.size()).stream()
                .mapToLong(PacedTraffic.Acked::millis)
                .max()
                .orElse(0);
        return String.format(
                "%-16s longest gap without any arrival %5d ms, slowest answer %5d ms",
                victim, traffic.takeLongestGapMillis(), slowest);
    }

    /** Waits for answers to messages sent from now on. */
    private static void awaitMore(PacedTraffic traffic, int count) {
        int before = traffic.sent.get();
        await().atMost(PATIENCE).until(() -> traffic.acked.size() + traffic.failed.get() >= before + count);
    }

    /** Waits until every message that has been answered by now has arrived everywhere. */
    private static void awaitArrivals(PacedTraffic traffic) {
        int answered = traffic.acked.size();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(traffic.missing(answered)).isEmpty());
    }

    private static void print(PacedTraffic traffic, List<String> report, long startNanos) {
        System.out.println();
        System.out.println("Killed with -9 and started again, one after the other, while 20 devices sent "
                + MESSAGES_PER_SECOND + " messages a second, every fifth to a group of five:");
        report.forEach(line -> System.out.println("  " + line));
        System.out.printf(
                "  sent %d, acked %d, failed %d, received %d, duplicates filtered %d, sent again %d, logins %d, %d s in all%n",
                traffic.sent.get(),
                traffic.acked.size(),
                traffic.failed.get(),
                traffic.received(),
                traffic.total(Statistics::duplicates),
                traffic.total(Statistics::resent),
                traffic.total(Statistics::logins),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
    }

    private static MimcClientBuilder patient(MimcClientBuilder builder, NioEventLoopGroup loops) {
        return builder.eventLoops(loops)
                .backoff(Duration.ofMillis(200), Duration.ofSeconds(2))
                .sendTimeout(Duration.ofMinutes(2));
    }
}
