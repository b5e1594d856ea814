package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.nio.NioEventLoopGroup;
import io.openmimc.local.process.StackProcess;
import io.openmimc.local.service.Replicas;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.MimcClientBuilder;
import io.openmimc.sdk.Statistics;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.MimcRest;
import io.openmimc.sdk.rest.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Two of everything, as {@code ./mimc up --replicas} runs it, in the middle of its work: whichever replica goes, in order or not, the other
 * one goes on, nobody misses or is shown anything twice, and nobody is away for long.
 */
class ReplicasTest {
    private static final List<String> OTHERS =
            List.of("account-service", "topic-service", "history-service", "callback-service", "contact-service");
    private static final Replicas TWO_OF_EVERYTHING =
            Replicas.parse("account=2,topic=2,gateway=2,history=2,callback=2,contact=2");
    private static final int ACCOUNTS = 10;
    private static final int MESSAGES_PER_SECOND = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration GONE = Duration.ofSeconds(15);
    private static final Duration AWAY_WHEN_MOVED = Duration.ofSeconds(3);
    private static final Duration AWAY_WHEN_KILLED = Duration.ofSeconds(15);

    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final Absences absences = new Absences();
    private final List<MimcClient> clients = new ArrayList<>();
    private final AtomicInteger callbacks = new AtomicInteger();
    private final List<String> report = new ArrayList<>();

    @Test
    void nobodyMissesAnythingWhileReplicasComeAndGo() {
        try (Cloud cloud = Cloud.start(TWO_OF_EVERYTHING);
                PacedTraffic traffic = new PacedTraffic();
                Questions questions = new Questions()) {
            AppCredentials app = cloud.createApp("replicas");
            try (AppServer server = new AppServer(cloud, app, callback -> callbacks.incrementAndGet())) {
                Topic group = login(cloud, app, traffic);
                ask(cloud.rest(), app, group, questions);
                await().atMost(PATIENCE).until(questions::answeredForAWhile);
                questions.count();
                Map<String, LogSince> logs = logs(cloud);
                traffic.start(MESSAGES_PER_SECOND);
                await().atMost(PATIENCE).until(() -> traffic.acked.size() >= 2 * MESSAGES_PER_SECOND);
                traffic.takeLongestGapMillis();
                // When
                restart(cloud.process("gateway-service-1"), traffic);
                kill(cloud.process("gateway-service-2"), traffic);
                for (String service : OTHERS) {
                    restart(cloud.process(service + "-1"), traffic);
                    restart(cloud.process(service + "-2"), traffic);
                }
                traffic.stopSending();
                // Then
                await().atMost(PATIENCE).until(traffic::allAnswered);
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(traffic.missing(traffic.acked.size()))
                        .isEmpty());
                await().atMost(PATIENCE).until(() -> callbacks.get() >= traffic.acked.size());
                print(traffic, questions);
                assertThat(traffic.repeated()).isEmpty();
                assertThat(traffic.failures).isEmpty();
                assertThat(questions.failures).isEmpty();
                assertThat(server.forged()).isEmpty();
                logs.forEach((name, log) -> assertThat(log.faults()).as(name).isEmpty());
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private Topic login(Cloud cloud, AppCredentials app, PacedTraffic traffic) {
        List<String> accounts = IntStream.range(0, ACCOUNTS)
                .mapToObj(i -> Cloud.account("replicas" + i))
                .toList();
        for (String account : accounts) {
            add(traffic, cloud.tcp(app, account, "phone"));
            add(traffic, cloud.webSocket(app, account, "browser"));
        }
        clients.forEach(
                client -> assertThat(client.login().toCompletableFuture()).succeedsWithin(PATIENCE));
        Topic group = Cloud.get(cloud.rest().topics(app, accounts.get(0)).create("replicas", accounts.subList(0, 5)));
        traffic.addGroup(group);
        return group;
    }

    private void add(PacedTraffic traffic, MimcClientBuilder builder) {
        MimcClient client =
                builder.eventLoops(loops).sendTimeout(Duration.ofMinutes(2)).build();
        clients.add(client);
        absences.watch(client);
        traffic.add(client);
    }

    /** One question to each service that answers the app's server. */
    private void ask(MimcRest rest, AppCredentials app, Topic group, Questions questions) {
        String member = clients.get(0).account();
        questions.ask("token", () -> rest.token(app, member));
        questions.ask("group", () -> rest.topics(app, member).get(group.id()));
        questions.ask("history", () -> rest.history(app, member).in(group.id()).byCount(System.currentTimeMillis(), 5));
        questions.ask("contacts", () -> rest.contacts(app, member).list());
    }

    private static Map<String, LogSince> logs(Cloud cloud) {
        Map<String, LogSince> logs = new LinkedHashMap<>();
        Stream.concat(Stream.of("gateway-service"), OTHERS.stream())
                .flatMap(service -> Stream.of(service + "-1", service + "-2"))
                .forEach(name -> logs.put(name, new LogSince(cloud.process(name).log())));
        return logs;
    }

    /** As {@code ./mimc restart --rolling} does: in order, and back when it is ready. */
    private void restart(StackProcess replica, PacedTraffic traffic) {
        long start = System.nanoTime();
        replica.stop();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertThat(replica.exitCode()).as(replica.name()).hasValue(143);
        replica.start();
        replica.awaitReady();
        assertThat(millis).as(replica.name()).isLessThan(GONE.toMillis());
        judge(String.format("%-18s gone after %5d ms", replica.name(), millis), replica, AWAY_WHEN_MOVED, traffic);
    }

    private void kill(StackProcess replica, PacedTraffic traffic) {
        replica.kill();
        replica.start();
        replica.awaitReady();
        judge(String.format("%-18s killed with -9", replica.name()), replica, AWAY_WHEN_KILLED, traffic);
    }

    private void judge(String what, StackProcess replica, Duration limit, PacedTraffic traffic) {
        await().atMost(PATIENCE).until(() -> absences.none(clients));
        int moved = absences.takeEnded();
        long longest = absences.takeLongestMillis();
        report.add(String.format(
                "%s: %2d clients were away, for %5d ms at most, refused logins %d; nothing arrived for %5d ms at most",
                what, moved, longest, absences.takeRefusedLogins(), traffic.takeLongestGapMillis()));
        assertThat(longest).as(what).isLessThan(limit.toMillis());
        if (replica.name().startsWith("gateway")) {
            assertThat(moved).as("clients were moved by " + what).isPositive();
        } else {
            assertThat(moved).as("clients went away when " + what).isZero();
        }
    }

    private void print(PacedTraffic traffic, Questions questions) {
        System.out.printf(
                "%nTwo of everything, %d devices, %d messages a second, every fifth of members to their group:%n",
                2 * ACCOUNTS, MESSAGES_PER_SECOND);
        report.forEach(line -> System.out.println("  " + line));
        System.out.printf(
                "  sent %d, acked %d, failed %d, received %d, duplicates filtered %d, sent again %d, logins %d, "
                        + "callbacks %d, questions answered %d, not answered %d%n",
                traffic.sent.get(),
                traffic.acked.size(),
                traffic.failed.get(),
                traffic.received(),
                traffic.total(Statistics::duplicates),
                traffic.total(Statistics::resent),
                traffic.total(Statistics::logins),
                callbacks.get(),
                questions.answered.get(),
                questions.failures.size());
    }
}
