package io.openmimc.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openmimc.local.process.StackProcess;
import io.openmimc.sdk.SendOptions;
import io.openmimc.sdk.rest.AppCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The server of an app hears of every message, whatever becomes of callback-service meanwhile. */
@ExtendWith(CloudExtension.class)
class CallbackTest {
    private static final int MESSAGES = 1_000;
    /** What one account may send. */
    private static final int PER_SECOND = 50;
    /** What was under way in a crash comes again after half a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Cloud cloud;
    private final AppCredentials app;
    private final Map<String, String> expected = new HashMap<>();
    private final Map<String, String> told = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();

    CallbackTest(Cloud cloud) {
        this.cloud = cloud;
        this.app = cloud.createApp("callbacks");
    }

    private void take(AppServer.Callback callback) {
        told.put(callback.delivery(), describe(callback));
        calls.incrementAndGet();
    }

    private static String describe(AppServer.Callback callback) {
        JsonNode accounts = callback.body().path("toAccounts");
        List<String> to = accounts.isArray()
                ? StreamSupport.stream(accounts.spliterator(), false)
                        .map(JsonNode::asText)
                        .sorted()
                        .toList()
                : List.of(callback.body().path("toAccount").asText());
        return describe(
                callback.body().path("msgType").asText(),
                callback.body().path("fromAccount").asText(),
                to,
                new String(callback.payload(), UTF_8));
    }

    private static String describe(String kind, String from, List<String> to, String text) {
        return kind + " from " + from + " to " + to + ": " + text;
    }

    private void expect(long sequence, String kind, String from, List<String> to, String text) {
        expected.put(sequence + "-" + kind, describe(kind, from, to, text));
    }

    private void awaitAll() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told.keySet()).containsAll(expected.keySet()));
        assertThat(told).isEqualTo(expected);
    }

    private Device device(String name) {
        return new Device(cloud.tcp(app, Cloud.account(name), "phone")).login();
    }

    @Test
    void everyMessageIsToldThoughCallbackServiceIsKilledTwice() {
        StackProcess service = cloud.process("callback-service");
        try (AppServer server = new AppServer(cloud, app, this::take);
                Device alice = device("alice");
                Device online = device("online");
                Device away = device("away")) {
            away.logout();
            List<String> recipients = List.of(
                    online.client.account(),
                    Cloud.account("never-seen"),
                    online.client.account(),
                    away.client.account());
            Pace.run(PER_SECOND, MESSAGES, (index, due) -> {
                String to = recipients.get(index % recipients.size());
                String text = "message " + index;
                long sequence = alice.send(to, text.getBytes(UTF_8), SendOptions.DEFAULT)
                        .sequence();
                expect(sequence, "NORMAL_MSG", alice.client.account(), List.of(to), text);
                if (index % 2 == 1) {
                    expect(sequence, "OFFLINE_MSG", alice.client.account(), List.of(to), text);
                }
                if (index == MESSAGES / 4 || index == MESSAGES / 2) {
                    killWhileItWorks(service);
                }
            });
            awaitAll();
            assertThat(server.forged()).isEmpty();
            assertThat(expected).hasSize(MESSAGES + MESSAGES / 2);
            System.out.printf(
                    "%nTold of %d messages, half of their recipients away: %d callbacks in %d calls, callback-service killed twice%n",
                    MESSAGES, told.size(), calls.get());
        }
    }

    /** Kills it when it has told something since it was started; does not wait until it is back. */
    private void killWhileItWorks(StackProcess service) {
        int before = calls.get();
        await().atMost(PATIENCE).until(() -> calls.get() > before);
        service.kill();
        service.start();
    }

    @Test
    void aGroupsMessagesAreToldWithItsMembersAndThoseWhoAreAway() {
        try (AppServer server = new AppServer(cloud, app, this::take);
                Device alice = device("alice");
                Device bob = device("bob")) {
            String carol = Cloud.account("carol");
            String dave = Cloud.account("dave");
            List<String> all = Stream.of(alice.client.account(), bob.client.account(), carol, dave)
                    .sorted()
                    .toList();
            long topicId = Cloud.get(
                            cloud.rest().topics(app, alice.client.account()).create("callbacks", new ArrayList<>(all)))
                    .id();
            for (int i = 0; i < 20; i++) {
                String text = "to all " + i;
                long sequence = alice.sendToTopic(topicId, text).sequence();
                expect(sequence, "NORMAL_TOPIC_MSG", alice.client.account(), all, text);
                expect(sequence, "OFFLINE_TOPIC_MSG", alice.client.account(), List.of(carol, dave), text);
            }
            awaitAll();
            assertThat(server.forged()).isEmpty();
            assertThat(Set.copyOf(told.keySet())).hasSize(40);
        }
    }
}
