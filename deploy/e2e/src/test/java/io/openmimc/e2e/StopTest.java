package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.nio.NioEventLoopGroup;
import io.openmimc.local.process.StackProcess;
import io.openmimc.sdk.MimcClientBuilder;
import io.openmimc.sdk.rest.AppCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every service is told to stop in the middle of its work: it is gone soon, in good order, and nothing is lost. */
@ExtendWith(CloudExtension.class)
class StopTest {
    private static final List<String> SERVICES = List.of(
            "history-service",
            "topic-service",
            "contact-service",
            "callback-service",
            "account-service",
            "gateway-service");
    private static final int ACCOUNTS = 10;
    private static final int MESSAGES_PER_SECOND = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration GONE = Duration.ofSeconds(10);

    private final Cloud cloud;

    StopTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @Test
    void everyServiceStopsInGoodOrderInTheMiddleOfItsWork() {
        NioEventLoopGroup loops = new NioEventLoopGroup(1);
        AppCredentials app = cloud.createApp("stop");
        AtomicInteger callbacks = new AtomicInteger();
        try (AppServer server = new AppServer(cloud, app, callback -> callbacks.incrementAndGet());
                PacedTraffic traffic = new PacedTraffic()) {
            tenAccounts(app, traffic, loops);
            traffic.start(MESSAGES_PER_SECOND);
            Map<String, List<String>> faults = new LinkedHashMap<>();
            List<String> report = new ArrayList<>();
            for (String service : SERVICES) {
                awaitMore(traffic, 100);
                Map<String, LogSince> logs = new LinkedHashMap<>();
                SERVICES.forEach(
                        each -> logs.put(each, new LogSince(cloud.process(each).log())));
                long millis = terminate(cloud.process(service));
                report.add(String.format("%-16s gone after %5d ms", service, millis));
                assertThat(cloud.process(service).exitCode()).hasValue(143);
                cloud.process(service).start();
                cloud.process(service).awaitReady();
                awaitMore(traffic, 100);
                logs.forEach((name, log) ->
                        faults.merge(service + " stopped: " + name, log.faults(), (before, more) -> more));
                assertThat(millis).as(service).isLessThan(GONE.toMillis());
            }
            traffic.stopSending();
            await().atMost(PATIENCE).until(traffic::allAnswered);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(traffic.missing(traffic.acked.size()))
                    .isEmpty());
            System.out.println("\nStopped and started again, one after the other, with 20 devices and "
                    + MESSAGES_PER_SECOND + " messages a second:");
            report.forEach(line -> System.out.println("  " + line));
            await().atMost(PATIENCE).until(() -> callbacks.get() >= traffic.acked.size());
            assertThat(server.forged()).isEmpty();
            faults.values().removeIf(List::isEmpty);
            assertThat(faults).isEmpty();
            assertThat(traffic.repeated()).isEmpty();
            assertThat(traffic.failures).isEmpty();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private void tenAccounts(AppCredentials app, PacedTraffic traffic, NioEventLoopGroup loops) {
        List<String> accounts = IntStream.range(0, ACCOUNTS)
                .mapToObj(i -> Cloud.account("stop" + i))
                .toList();
        for (String account : accounts) {
            traffic.add(patient(cloud.tcp(app, account, "phone"), loops).build());
            traffic.add(patient(cloud.tcp(app, account, "tablet"), loops).build());
        }
        traffic.participants()
                .forEach(participant -> assertThat(participant.client.login().toCompletableFuture())
                        .succeedsWithin(PATIENCE));
        traffic.addGroup(Cloud.get(cloud.rest().topics(app, accounts.get(0)).create("stop", accounts)));
    }

    private static MimcClientBuilder patient(MimcClientBuilder builder, NioEventLoopGroup loops) {
        return builder.eventLoops(loops)
                .backoff(Duration.ofMillis(200), Duration.ofSeconds(2))
                .sendTimeout(Duration.ofMinutes(2));
    }

    private static long terminate(StackProcess process) {
        long start = System.nanoTime();
        process.signal("TERM");
        await().atMost(PATIENCE).until(() -> !process.isAlive());
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** Waits for answers to messages sent from now on. */
    private static void awaitMore(PacedTraffic traffic, int count) {
        int before = traffic.sent.get();
        await().atMost(PATIENCE).until(() -> traffic.acked.size() + traffic.failed.get() >= before + count);
    }
}
