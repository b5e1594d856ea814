package io.openmimc.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.sdk.Message;
import io.openmimc.sdk.rest.Push;
import io.openmimc.sdk.rest.Topics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A removed member hears nothing that was accepted more than a second after the answer to its removal. */
@ExtendWith(CloudExtension.class)
class RemovalTest {
    private static final long REMOVAL_MS = 1_000;
    private static final int MESSAGES_PER_SECOND = 15;

    private final Cloud cloud;
    private final String alice = Cloud.account("alice");
    private final String bob = Cloud.account("bob");
    private final String carol = Cloud.account("carol");
    private final Topics topics;

    RemovalTest(Cloud cloud) {
        this.cloud = cloud;
        this.topics = cloud.topics(alice);
    }

    /**
     * A message that the server took.
     *
     * @param sentMs when the call was made, so it was accepted later
     * @param ackedMs when the answer was there, so it had been accepted before
     */
    private record Taken(long sequence, long sentMs, long ackedMs) {}

    /** alice, who talks and talks. */
    private static final class Talk implements AutoCloseable {
        final List<Taken> taken = new CopyOnWriteArrayList<>();
        final List<Throwable> failures = new CopyOnWriteArrayList<>();
        private final AtomicInteger sent = new AtomicInteger();
        private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

        Talk(Device device, long topic) {
            pace.scheduleAtFixedRate(() -> say(device, topic), 0, 1_000 / MESSAGES_PER_SECOND, TimeUnit.MILLISECONDS);
        }

        private void say(Device device, long topic) {
            long sentMs = System.currentTimeMillis();
            byte[] payload = ("m" + sent.getAndIncrement()).getBytes(UTF_8);
            device.client.sendToTopic(topic, payload).whenComplete((ack, failure) -> {
                if (failure == null) {
                    taken.add(new Taken(ack.sequence(), sentMs, System.currentTimeMillis()));
                } else {
                    failures.add(failure);
                }
            });
        }

        boolean hasMessageSentAfter(long ms) {
            return taken.stream().anyMatch(message -> message.sentMs() > ms);
        }

        Set<Long> sequences(Predicate<Taken> which) {
            return taken.stream().filter(which).map(Taken::sequence).collect(Collectors.toSet());
        }

        /** No more; returns when everything has its answer. */
        void finish() {
            pace.shutdown();
            await().atMost(Device.PATIENCE)
                    .until(() -> pace.isTerminated() && taken.size() + failures.size() == sent.get());
            assertThat(failures).isEmpty();
        }

        @Override
        public void close() {
            pace.shutdownNow();
        }
    }

    @Test
    void aRemovedMemberHearsNoMoreWhileMessagesKeepPouringIn() {
        long topic = Cloud.get(topics.create("flood", List.of(bob, carol))).id();
        try (Device alicePhone = new Device(cloud.tcp(alice, "phone")).login();
                Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login();
                Device carolPhone = new Device(cloud.tcp(carol, "phone")).login();
                Device carolWeb = new Device(cloud.webSocket(carol, "browser")).login();
                Device carolAway = new Device(cloud.tcp(carol, "tablet")).login()) {
            carolAway.logout();
            try (Talk talk = new Talk(alicePhone, topic)) {
                await().atMost(Device.PATIENCE).until(() -> carolPhone.taken().size() >= 2 * MESSAGES_PER_SECOND);
                // When
                long askedMs = System.currentTimeMillis();
                Cloud.get(topics.kick(topic, List.of(carol)));
                long removedMs = System.currentTimeMillis();
                await().atMost(Device.PATIENCE).until(() -> talk.hasMessageSentAfter(removedMs + 4 * REMOVAL_MS));
                talk.finish();
                // Then
                bobWeb.awaitTaken(talk.taken.size());
                Set<Long> before = talk.sequences(message -> message.ackedMs() < askedMs);
                Set<Long> after = talk.sequences(message -> message.sentMs() > removedMs + REMOVAL_MS);
                assertThat(after).hasSizeGreaterThan(2 * MESSAGES_PER_SECOND);
                // It goes the same way as the others, and comes after them.
                Push last = Push.of(bob, "server", "last".getBytes(UTF_8));
                Cloud.get(cloud.rest().pushes(cloud.app()).toAccount(last, carol));
                carolAway.login();
                for (Device device : List.of(carolPhone, carolWeb, carolAway)) {
                    device.textsUntil("last");
                    Set<Long> heard =
                            device.taken().stream().map(Message::sequence).collect(Collectors.toSet());
                    assertThat(heard).as(device.client.resource()).containsAll(before);
                    assertThat(heard).as(device.client.resource()).doesNotContainAnyElementsOf(after);
                }
            }
            assertThat(carolPhone.refusalOfTopic(topic).code()).isEqualTo(403);
            assertThat(Cloud.refusal(cloud.rest()
                                    .history(cloud.app(), carol)
                                    .in(topic)
                                    .bySequence(0, Long.MAX_VALUE))
                            .code())
                    .isEqualTo(403);
        }
    }

    @Test
    void whoWasRemovedHasNoUseForItsOldToken() {
        long topic = Cloud.get(topics.create("old token", List.of(bob))).id();
        var token = Cloud.get(cloud.rest().token(cloud.app(), bob));
        assertThat(Cloud.get(cloud.rest().topics(token).get(topic)).accounts()).contains(bob);
        Cloud.get(topics.kick(topic, List.of(bob)));
        Topics ofBob = cloud.rest().topics(token);
        assertThat(Cloud.refusal(ofBob.get(topic)).code()).isEqualTo(403);
        assertThat(Cloud.refusal(ofBob.invite(topic, List.of(carol))).code()).isEqualTo(403);
        assertThat(Cloud.refusal(ofBob.quit(topic)).code()).isEqualTo(403);
        assertThat(Cloud.get(ofBob.mine())).isEmpty();
    }
}
