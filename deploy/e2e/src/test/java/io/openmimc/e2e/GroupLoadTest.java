package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.sdk.MimcClient;
import java.util.List;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a group of 500 costs. Not part of the normal build:
 * {@code ./mvnw verify -pl deploy/e2e -am -Pgroups}. Prints figures; fails only where a message is lost, changed, repeated
 * or out of order.
 */
@Tag("groups")
@ExtendWith(CloudExtension.class)
class GroupLoadTest {
    private static final int MEMBERS = 500;
    private static final int PER_SECOND = 10;
    private static final int SECONDS = Integer.getInteger("e2e.seconds", 60);
    private static final int WARM_UP = 100;

    private final Cloud cloud;

    GroupLoadTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @Test
    void allAreOnline() {
        try (Audience audience = new Audience(cloud, MEMBERS)) {
            warmUp(audience);
            Broadcast broadcast = audience.broadcast(PER_SECOND * SECONDS);
            Usage before = Usage.of(cloud);
            audience.send(broadcast, PER_SECOND);
            awaitArrivals(broadcast, broadcast.expected());
            print(MEMBERS + " members, all online", broadcast, before);
        }
    }

    @Test
    void halfOfThemAreAway() {
        try (Audience audience = new Audience(cloud, MEMBERS)) {
            warmUp(audience);
            List<MimcClient> away = audience.members().subList(MEMBERS / 2, MEMBERS);
            Set<MimcClient> live = Set.copyOf(audience.members().subList(1, MEMBERS / 2));
            Audience.logout(away);
            Broadcast broadcast = audience.broadcast(PER_SECOND * SECONDS, live);
            Usage before = Usage.of(cloud);
            audience.send(broadcast, PER_SECOND);
            awaitArrivals(broadcast, broadcast.expectedLive());
            print(MEMBERS + " members, half of them away", broadcast, before);
            drain(audience, away, broadcast);
        }
    }

    private void drain(Audience audience, List<MimcClient> away, Broadcast broadcast) {
        int backlog = broadcast.expected() - broadcast.arrived();
        Usage before = Usage.of(cloud);
        long start = System.nanoTime();
        Audience.login(away);
        awaitArrivals(broadcast, broadcast.expected());
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%nThe other half logs in: %d messages of their inboxes in %.1f s, %.0f a second%n%s",
                backlog, seconds, backlog / seconds, Usage.of(cloud).since(before, broadcast.count(), backlog));
        assertThat(broadcast.complaints()).isEmpty();
    }

    private static void warmUp(Audience audience) {
        Broadcast broadcast = audience.broadcast(WARM_UP);
        audience.send(broadcast, PER_SECOND);
        awaitArrivals(broadcast, broadcast.expected());
    }

    private static void awaitArrivals(Broadcast broadcast, int count) {
        await().atMost(Audience.PATIENCE).untilAsserted(() -> assertThat(broadcast.arrived())
                .as(() -> "arrivals; " + broadcast.complaints())
                .isGreaterThanOrEqualTo(count));
        await().atMost(Audience.PATIENCE).until(broadcast::allAnswered);
        assertThat(broadcast.complaints()).isEmpty();
    }

    private void print(String title, Broadcast broadcast, Usage before) {
        Usage after = Usage.of(cloud);
        int deliveries = broadcast.arrived();
        System.out.printf(
                "%n%s: %d messages, %d deliveries, %.0f a second; none lost, changed, repeated or out of order%n"
                        + "  from scheduled send to the listener: %s%n%s",
                title,
                broadcast.count(),
                deliveries,
                deliveries / (broadcast.spanNanos() / 1e9),
                describe(broadcast.latencies()),
                after.since(before, broadcast.count(), deliveries));
    }

    static String describe(Histogram nanos) {
        return String.format(
                "p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms of %d",
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getValueAtPercentile(99.9) / 1e6,
                nanos.getMaxValue() / 1e6,
                nanos.getTotalCount());
    }
}
