package io.openmimc.callback;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Topics;
import io.openmimc.proto.accounts.CallbackKind;
import io.openmimc.proto.events.AcceptedMessage;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(TopicServiceStandIn.class)
class CallbacksTest extends CallbackFixture {
    private static final Duration SOON = ofSeconds(30);

    @Inject
    MeterRegistry meters;

    @Inject
    TopicSetup topicSetup;

    private void awaitCalls(String path, int count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(receiver.calls(path)).hasSize(count));
    }

    @Test
    void everyMessageIsToldOnceAndTheOfflineOnesToTheOtherUrl() {
        // Given
        long app = app(receiver.url("/ok/instant"), receiver.url("/ok/offline"));
        AcceptedMessage toBob = message(app, "alice", "bob").build();
        AcceptedMessage toCarol = message(app, "alice", "carol").build();
        // When
        accept(toBob, toCarol);
        decide(toBob, List.of("bob"), List.of());
        decide(toCarol, List.of(), List.of("carol"));
        // Then
        awaitCalls("/ok/instant", 2);
        awaitCalls("/ok/offline", 1);
        Receiver.Call offline = receiver.calls("/ok/offline").get(0);
        assertThat(offline.delivery()).isEqualTo(toBob.getSequence() + "-OFFLINE_MSG");
        assertThat(offline.json().getString("toAccount")).isEqualTo("bob");
        assertThat(offline.json().getString("payload")).isEqualTo("aGVsbG8=");
        assertThat(receiver.calls("/ok/instant"))
                .extracting(Receiver.Call::delivery)
                .containsExactlyInAnyOrder(toBob.getSequence() + "-NORMAL_MSG", toCarol.getSequence() + "-NORMAL_MSG");
        assertThat(rows(app, "true")).isZero();
    }

    @Test
    void aMessageToATopicNamesAllMembersAndOneCallbackThoseWhoMissedIt() {
        // Given
        long app = app(receiver.url("/ok/instant"), receiver.url("/ok/offline"));
        List<String> members =
                IntStream.range(0, 500).mapToObj(i -> "member" + i).toList();
        AcceptedMessage message =
                topicMessage(app, "member0", topics.create(members)).build();
        // When
        accept(message);
        decide(message, members.subList(1, 251), members.subList(251, 500));
        // Then
        awaitCalls("/ok/instant", 1);
        awaitCalls("/ok/offline", 1);
        assertThat(receiver.calls("/ok/instant")
                        .get(0)
                        .json()
                        .getJsonArray("toAccounts")
                        .getList())
                .isEqualTo(members);
        assertThat(receiver.calls("/ok/offline")
                        .get(0)
                        .json()
                        .getJsonArray("toAccounts")
                        .getList())
                .isEqualTo(members.subList(1, 251));
    }

    @Test
    void aTopicThatIsGoneHasNoMembersAndHoldsUpNothing() {
        // Given
        long app = app(receiver.url("/ok/instant"), "");
        // When
        accept(topicMessage(app, "alice", 7).build());
        // Then
        awaitCalls("/ok/instant", 1);
        assertThat(receiver.calls("/ok/instant").get(0).json().getJsonArray("toAccounts"))
                .isEmpty();
    }

    @Test
    void kindsThatAreOffAndAppsThatAreGoneAreNotTold() {
        // Given
        long app = app("", "");
        accounts.callbacks(hook(app, receiver.url("/ok/some"), receiver.url("/ok/some"))
                .clearKinds()
                .addKinds(CallbackKind.OFFLINE_MSG)
                .build());
        AcceptedMessage message = message(app, "alice", "bob").build();
        // When
        accept(message(accounts.newAppId(), "alice", "bob").build());
        accept(message(appId, "alice", "bob").build());
        accept(message);
        decide(message, List.of("bob"), List.of());
        AcceptedMessage last =
                message(app(receiver.url("/ok/last"), ""), "alice", "bob").build();
        accept(last);
        // Then: the same partition, so what came before it was looked at
        awaitCalls("/ok/last", 1);
        awaitCalls("/ok/some", 1);
        assertThat(receiver.calls("/ok/some").get(0).json().getString("msgType"))
                .isEqualTo("OFFLINE_MSG");
    }

    @Test
    void aChangeOfSettingsHoldsSoonAfterItsEvent() {
        // Given: a first change, after which events are surely followed
        topicSetup.ensure(List.of(Topics.APPS)).toCompletableFuture().join();
        long app = app(receiver.url("/ok/first"), "");
        accept(message(app, "alice", "bob").build());
        awaitCalls("/ok/first", 1);
        changeUrl(app, "/ok/second");
        // When: far sooner than what is known of an app is asked for anew
        changeUrl(app, "/ok/third");
        // Then
        int before = receiver.calls("/ok/second").size();
        AcceptedMessage last = message(app, "alice", "bob").build();
        accept(last);
        await().atMost(SOON).untilAsserted(() -> assertThat(receiver.calls("/ok/third"))
                .extracting(Receiver.Call::delivery)
                .contains(last.getSequence() + "-NORMAL_MSG"));
        assertThat(receiver.calls("/ok/second")).hasSize(before);
    }

    /** Returns when messages are told to the new URL. */
    private void changeUrl(long app, String path) {
        accounts.callbacks(hook(app, receiver.url(path), "").build());
        changed(app);
        await().atMost(SOON).until(() -> {
            accept(message(app, "alice", "bob").build());
            return !receiver.calls(path).isEmpty();
        });
    }

    @Test
    void aConversationIsToldInItsOrder() {
        // Given
        long app = app(receiver.url("/ok/order"), "");
        List<AcceptedMessage> messages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            messages.add(message(app, "alice", "bob").build());
            messages.add(message(app, "alice", "carol").build());
        }
        // When
        accept(messages);
        // Then
        awaitCalls("/ok/order", 200);
        for (String to : List.of("bob", "carol")) {
            assertThat(receiver.calls("/ok/order"))
                    .filteredOn(call -> call.json().getString("toAccount").equals(to))
                    .extracting(Receiver.Call::delivery)
                    .isSorted()
                    .hasSize(100);
        }
    }

    @Test
    void aConversationThatIsFasterThanItsEndpointKeepsItsOrder() {
        // Given: far more than wait in memory, one after the other
        long app = app(receiver.url("/ok/fast"), "");
        Counter spilled = meters.counter("callback.spilled", "why", "full");
        double before = spilled.count();
        List<AcceptedMessage> messages = IntStream.range(0, 3_000)
                .mapToObj(i -> message(app, "alice", "bob").build())
                .toList();
        // When
        accept(messages);
        // Then
        await().atMost(ofSeconds(90))
                .untilAsserted(() -> assertThat(receiver.calls("/ok/fast")).hasSize(3_000));
        assertThat(receiver.calls("/ok/fast"))
                .extracting(Receiver.Call::delivery)
                .isSorted();
        assertThat(spilled.count()).isGreaterThan(before);
        await().atMost(SOON).until(() -> rows(app, "true") == 0);
    }

    @Test
    void aFailedCallbackComesAgainAfterFiveSecondsWithTheSameId() {
        // Given
        long app = app(receiver.url("/moody"), "");
        receiver.healthy(false);
        // When
        accept(message(app, "alice", "bob").build());
        awaitCalls("/moody", 1);
        receiver.healthy(true);
        // Then
        awaitCalls("/moody", 2);
        List<Receiver.Call> calls = receiver.calls("/moody");
        assertThat(calls.get(1).delivery()).isEqualTo(calls.get(0).delivery());
        assertThat(calls.get(1).body()).isEqualTo(calls.get(0).body());
        assertThat(Duration.ofNanos(calls.get(1).nanos() - calls.get(0).nanos()))
                .isGreaterThan(ofSeconds(5).minusMillis(100));
        await().atMost(SOON).until(() -> rows(app, "true") == 0);
    }

    @Test
    void afterThreeMoreAttemptsItIsRecordedAsFailed() {
        // Given
        long app = app(receiver.url("/error"), "");
        accept(message(app, "alice", "bob").build());
        awaitCalls("/error", 1);
        await().atMost(SOON).until(() -> rows(app, "attempts = 1") == 1);
        // When
        clock.advance(ofSeconds(5));
        await().atMost(SOON).until(() -> rows(app, "attempts = 2") == 1);
        clock.advance(ofSeconds(30));
        await().atMost(SOON).until(() -> rows(app, "attempts = 3") == 1);
        assertThat(rows(app, "failed_at IS NULL")).isEqualTo(1);
        clock.advance(ofMinutes(5));
        // Then
        await().atMost(SOON)
                .until(() -> rows(app, "failed_at IS NOT NULL AND attempts = 4 AND reason = 'HTTP 500'") == 1);
        assertThat(receiver.calls("/error")).hasSize(4);
    }

    @Test
    void deadAndHangingEndpointsDelayNobodyElse() {
        // Given: many apps whose endpoints hang, trickle or are not there, with more messages than all windows hold
        List<AcceptedMessage> messages = new ArrayList<>();
        List<String> bad =
                List.of(receiver.url("/hang"), receiver.drippingUrl(), "http://127.0.0.1:1/", receiver.url("/huge"));
        List<Long> apps = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            apps.add(app(bad.get(i % bad.size()), ""));
        }
        for (int i = 0; i < 6_000; i++) {
            messages.add(message(apps.get(i % apps.size()), "alice" + i, "bob" + i % 100)
                    .build());
        }
        long good = app(receiver.url("/ok/good"), "");
        accept(messages);
        // When
        long start = System.nanoTime();
        accept(IntStream.range(0, 100)
                .mapToObj(i -> message(good, "alice", "bob" + i).build())
                .toList());
        // Then: the timeout of one hanging attempt is 2 s, and there are thousands
        awaitCalls("/ok/good", 100);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ofSeconds(20));
        await().atMost(SOON).until(() -> rows(apps.get(0), "true") == 500);
    }

    @Test
    void whatASlowEndpointCannotTakeWaitsInTheDatabaseAndNothingIsLost() {
        // Given
        long app = app("", "");
        accounts.callbacks(
                hook(app, receiver.url("/slow"), "").setTimeoutMs(10_000).build());
        // When
        accept(IntStream.range(0, 600)
                .mapToObj(i -> message(app, "alice" + i, "bob" + i).build())
                .toList());
        // Then
        await().atMost(ofSeconds(90)).untilAsserted(() -> assertThat(receiver.calls("/slow"))
                .extracting(Receiver.Call::delivery)
                .doesNotHaveDuplicates()
                .hasSize(600));
        assertThat(receiver.mostAtOnce()).isLessThanOrEqualTo(64);
        await().atMost(SOON).until(() -> rows(app, "true") == 0);
    }

    @Test
    void aRecordThatIsReadAgainAfterACrashHasTheSameDeliveryId() {
        // Given
        long app = app(receiver.url("/ok/again"), "");
        AcceptedMessage message = message(app, "alice", "bob").build();
        // When
        accept(message, message);
        // Then
        awaitCalls("/ok/again", 2);
        assertThat(receiver.calls("/ok/again"))
                .extracting(Receiver.Call::delivery)
                .containsOnly(message.getSequence() + "-NORMAL_MSG");
    }
}
