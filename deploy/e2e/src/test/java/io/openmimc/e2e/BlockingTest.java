package io.openmimc.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.sdk.Message;
import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.rest.Blocks;
import io.openmimc.sdk.rest.Push;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever is blocked is refused, from a second after the answer to blocking until a second after that to unblocking. */
@ExtendWith(CloudExtension.class)
class BlockingTest {
    private static final long EFFECT_MS = 1_000;
    private static final int MESSAGES_PER_SECOND = 15;

    private final Cloud cloud;
    private final String alice = Cloud.account("alice");
    private final String mallory = Cloud.account("mallory");
    private final Blocks blocks;

    BlockingTest(Cloud cloud) {
        this.cloud = cloud;
        this.blocks = cloud.rest().blocks(cloud.app(), alice);
    }

    @Test
    void theBlockedAreRefusedOnBothTransportsAndByPushAndTheOthersAreNot() {
        try (Device ofAlice = new Device(cloud.tcp(alice, "phone")).login();
                Device phone = new Device(cloud.tcp(mallory, "phone")).login();
                Device web = new Device(cloud.webSocket(mallory, "browser")).login();
                Device ofBob = new Device(cloud.webSocket(Cloud.account("bob"), "browser")).login()) {
            phone.send(alice, "before");
            Blocks byToken = cloud.rest().blocks(Cloud.get(cloud.rest().token(cloud.app(), alice)));
            Cloud.get(byToken.block(mallory));
            assertThat(Cloud.get(blocks.isBlocked(mallory))).isTrue();
            await().atMost(Device.PATIENCE).until(() -> isRefused(phone));
            for (Device device : List.of(phone, web)) {
                MimcException refusal = Cloud.refusal(device.client.send(alice, "refused".getBytes(UTF_8)));
                assertThat(refusal.code()).isEqualTo(403);
                assertThat(refusal).hasMessage("blocked by the recipient");
            }
            Push push = Push.of(mallory, "server", "refused".getBytes(UTF_8));
            MimcException refusal =
                    Cloud.refusal(cloud.rest().pushes(cloud.app()).toAccount(push, alice));
            assertThat(refusal.code()).isEqualTo(403);
            assertThat(refusal).hasMessage("blocked by the recipient");

            ofAlice.send(mallory, "to the blocked");
            assertThat(web.textsUntil("to the blocked")).contains("to the blocked");
            long group = Cloud.get(cloud.topics(alice).create("both", List.of(mallory)))
                    .id();
            phone.sendToTopic(group, "in the group");
            ofBob.send(alice, "from bob");
            assertThat(ofAlice.textsUntil("from bob"))
                    .contains("before", "in the group")
                    .doesNotContain("refused");
            // The history stays readable; a message is there a moment after its acknowledgement.
            await().atMost(Device.PATIENCE).untilAsserted(() -> assertThat(history())
                    .contains("before", "to the blocked")
                    .doesNotContain("refused"));

            Cloud.get(blocks.unblock(mallory));
            await().atMost(Device.PATIENCE).until(() -> !isRefused(phone));
            web.send(alice, "after");
            assertThat(ofAlice.textsUntil("after")).contains("after");
        }
    }

    private List<String> history() {
        return Cloud.get(cloud.rest().history(cloud.app(), mallory).with(alice).bySequence(0, Long.MAX_VALUE))
                .messages()
                .stream()
                .map(message -> new String(message.payload(), UTF_8))
                .toList();
    }

    private boolean isRefused(Device device) {
        return Cloud.isRefused(device.client.send(alice, "is it refused?".getBytes(UTF_8)), 403);
    }

    /**
     * What became of a message.
     *
     * @param sentMs when the call was made
     * @param answeredMs when the answer was there
     * @param sequence 0: refused
     */
    private record Said(long sentMs, long answeredMs, long sequence) {}

    /** Somebody who talks and talks. */
    private final class Pest implements AutoCloseable {
        final List<Said> said = new CopyOnWriteArrayList<>();
        final List<Throwable> failures = new CopyOnWriteArrayList<>();
        private final AtomicInteger sent = new AtomicInteger();
        private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

        Pest(Device device) {
            pace.scheduleAtFixedRate(() -> say(device), 0, 1_000 / MESSAGES_PER_SECOND, TimeUnit.MILLISECONDS);
        }

        private void say(Device device) {
            long sentMs = System.currentTimeMillis();
            byte[] payload = ("m" + sent.getAndIncrement()).getBytes(UTF_8);
            device.client.send(alice, payload).whenComplete((ack, failure) -> {
                Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                if (failure == null) {
                    said.add(new Said(sentMs, System.currentTimeMillis(), ack.sequence()));
                } else if (cause instanceof MimcException refusal && refusal.code() == 403) {
                    said.add(new Said(sentMs, System.currentTimeMillis(), 0));
                } else {
                    failures.add(cause);
                }
            });
        }

        void awaitSentAfter(long ms) {
            await().atMost(Device.PATIENCE).until(() -> said.stream().anyMatch(message -> message.sentMs() > ms));
        }

        /** No more; returns when everything has its answer. */
        void finish() {
            pace.shutdown();
            await().atMost(Device.PATIENCE)
                    .until(() -> pace.isTerminated() && said.size() + failures.size() == sent.get());
            assertThat(failures).isEmpty();
        }

        List<Said> which(Predicate<Said> which) {
            return said.stream().filter(which).toList();
        }

        @Override
        public void close() {
            pace.shutdownNow();
        }
    }

    @Test
    void blockingAndUnblockingTakeEffectWithinASecondWhileMessagesKeepPouringIn() {
        try (Device ofAlice = new Device(cloud.webSocket(alice, "browser")).login();
                Device phone = new Device(cloud.tcp(mallory, "phone")).login();
                Device web = new Device(cloud.webSocket(mallory, "browser")).login();
                Pest first = new Pest(phone);
                Pest second = new Pest(web)) {
            List<Pest> pests = List.of(first, second);
            await().atMost(Device.PATIENCE).until(() -> ofAlice.taken().size() >= 4 * MESSAGES_PER_SECOND);
            // When
            long blockAskedMs = System.currentTimeMillis();
            Cloud.get(blocks.block(mallory));
            long blockedMs = System.currentTimeMillis();
            pests.forEach(pest -> pest.awaitSentAfter(blockedMs + 4 * EFFECT_MS));
            long unblockAskedMs = System.currentTimeMillis();
            Cloud.get(blocks.unblock(mallory));
            long unblockedMs = System.currentTimeMillis();
            pests.forEach(pest -> pest.awaitSentAfter(unblockedMs + 4 * EFFECT_MS));
            pests.forEach(Pest::finish);
            // Then
            for (Pest pest : pests) {
                List<Said> between = pest.which(
                        message -> message.sentMs() > blockedMs + EFFECT_MS && message.answeredMs() < unblockAskedMs);
                assertThat(between)
                        .hasSizeGreaterThan(MESSAGES_PER_SECOND)
                        .allMatch(message -> message.sequence() == 0);
                assertThat(pest.which(message ->
                                message.answeredMs() < blockAskedMs || message.sentMs() > unblockedMs + EFFECT_MS))
                        .hasSizeGreaterThan(2 * MESSAGES_PER_SECOND)
                        .allMatch(message -> message.sequence() != 0);
            }
            // What was accepted arrives, and nothing else.
            Set<Long> accepted = pests.stream()
                    .flatMap(pest -> pest.which(message -> message.sequence() != 0).stream())
                    .map(Said::sequence)
                    .collect(Collectors.toSet());
            ofAlice.awaitTaken(accepted.size());
            assertThat(ofAlice.taken()).extracting(Message::sequence).containsExactlyInAnyOrderElementsOf(accepted);
            report(pests, blockedMs, unblockedMs);
        }
    }

    /** How late the last message came through, and the last refusal. */
    private static void report(List<Pest> pests, long blockedMs, long unblockedMs) {
        long lastTaken = last(pests, message -> message.sequence() != 0 && message.answeredMs() < unblockedMs);
        long lastRefused = last(pests, message -> message.sequence() == 0);
        System.out.printf(
                "blocking: the last message to pass was sent %d ms after the answer; unblocking: the last refused %d ms%n",
                lastTaken - blockedMs, lastRefused - unblockedMs);
    }

    private static long last(List<Pest> pests, Predicate<Said> which) {
        return pests.stream()
                .flatMap(pest -> pest.which(which).stream())
                .mapToLong(Said::sentMs)
                .max()
                .orElse(0);
    }
}
