package io.openmimc.callback.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.callback.CallbackFixture;
import io.openmimc.callback.TopicServiceStandIn;
import io.openmimc.callback.delivery.Delivery;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.accounts.CallbackKind;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table as several replicas use it, long before the time at which the running service would take its rows. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(TopicServiceStandIn.class)
class WaitingDeliveriesTest extends CallbackFixture {
    /** A day that the running service does not reach. */
    private static final long THEN = System.currentTimeMillis() + 365L * 24 * 60 * 60 * 1000;

    @Inject
    WaitingDeliveries waiting;

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private Delivery delivery(int number, CallbackKind kind) {
        return new Delivery(appId + "-" + number + "-" + kind, appId, kind, number, new byte[] {1, 2, 3}, number);
    }

    private void put(int count) {
        CompletableFuture.allOf(IntStream.range(0, count)
                        .mapToObj(i -> waiting.put(delivery(i, CallbackKind.NORMAL_MSG), 1, THEN, "HTTP 500"))
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private List<String> taken(long now, int limit) {
        return done(waiting.take(new Due(appId, false), now, now + 60_000, limit)).stream()
                .map(row -> row.delivery().id())
                .toList();
    }

    @Test
    void replicasTakeDifferentRowsAndARowComesBackWhenItsLeaseIsOver() {
        // Given
        put(100);
        // When: both at once
        var one = waiting.take(new Due(appId, false), THEN, THEN + 60_000, 60);
        var other = waiting.take(new Due(appId, false), THEN, THEN + 60_000, 60);
        // Then
        List<String> both = new ArrayList<>();
        done(one).forEach(row -> both.add(row.delivery().id()));
        done(other).forEach(row -> both.add(row.delivery().id()));
        both.addAll(taken(THEN, 100));
        assertThat(both).doesNotHaveDuplicates().hasSize(100);
        assertThat(taken(THEN + 59_999, 200)).isEmpty();
        assertThat(taken(THEN + 60_000, 200)).hasSize(100);
    }

    @Test
    void aRowIsReadAsItWasWritten() {
        // Given
        Delivery delivery = delivery(7, CallbackKind.OFFLINE_TOPIC_MSG);
        done(waiting.put(delivery, 2, THEN, "HTTP 500"));
        done(waiting.put(delivery, 0, THEN + 5, "written once"));
        // When
        List<Waiting> rows = done(waiting.take(new Due(appId, true), THEN, THEN + 1, 10));
        // Then
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).attempts()).isEqualTo(2);
        Delivery read = rows.get(0).delivery();
        assertThat(read).usingRecursiveComparison().isEqualTo(delivery);
        assertThat(taken(THEN + 5, 10)).as("of the other URL").isEmpty();
    }

    @Test
    void eachEndpointForWhichSomethingIsDueIsToldOnce() {
        // Given
        put(50);
        done(waiting.put(delivery(50, CallbackKind.OFFLINE_MSG), 1, THEN + 1, ""));
        // When
        List<Due> due = done(waiting.due(THEN));
        // Then
        assertThat(due).filteredOn(each -> each.appId() == appId).containsExactly(new Due(appId, false));
        assertThat(done(waiting.due(THEN + 1)))
                .filteredOn(each -> each.appId() == appId)
                .containsExactly(new Due(appId, false), new Due(appId, true));
        assertThat(done(waiting.due(THEN - 1))).noneMatch(each -> each.appId() == appId);
    }

    private int refuse(long now, long dueBy, int limit) {
        return done(waiting.refuse(new Due(appId, false), now, dueBy, "left alone", limit));
    }

    @Test
    void whatIsRefusedCountsAsFailedUntilItIsGivenUp() {
        // Given
        put(20);
        // When
        assertThat(refuse(THEN, THEN, 15)).isEqualTo(15);
        // Then
        assertThat(rows(appId, "attempts = 2 AND reason = 'left alone' AND next_at = " + (THEN + 30_000)))
                .isEqualTo(15);
        refuse(THEN + 30_000, THEN + 30_000, 100);
        refuse(THEN + 330_000, THEN + 330_000, 100);
        assertThat(rows(appId, "attempts = 4 AND failed_at = " + (THEN + 330_000)))
                .isEqualTo(15);
        assertThat(taken(THEN + 9_999_999, 100)).as("not given up").hasSize(5);
        assertThat(done(waiting.forget(new Due(appId, false), 100))).isEqualTo(5);
        done(waiting.expire(THEN + 330_001, 10_000));
        assertThat(rows(appId, "true")).isZero();
    }

    @Test
    void whatFellDueAfterTheEndpointFailedIsNotRefused() {
        // Given
        put(3);
        // When
        int refused = refuse(THEN + 5_000, THEN - 1, 100);
        // Then
        assertThat(refused).isZero();
        assertThat(taken(THEN + 5_000, 100)).hasSize(3);
    }

    @Test
    void twoReplicasThatTakeAtTheSameTimeNeverShareARow() {
        // Given
        put(1_000);
        List<String> both = Collections.synchronizedList(new ArrayList<>());
        // When: rounds of both side by side, until nothing is left
        CompletableFuture.allOf(takeAll(both), takeAll(both)).join();
        // Then
        assertThat(both).doesNotHaveDuplicates().hasSize(1_000);
    }

    private CompletableFuture<Void> takeAll(List<String> into) {
        return waiting.take(new Due(appId, false), THEN, THEN + 60_000, 16)
                .thenCompose(taken -> {
                    taken.forEach(row -> into.add(row.delivery().id()));
                    return taken.isEmpty() ? CompletableFuture.<Void>completedFuture(null) : takeAll(into);
                })
                .toCompletableFuture();
    }

    @Test
    void aRowThatCannotBeWrittenDoesNotTakeOthersWithIt() {
        // Given: PostgreSQL has no text with a NUL
        Delivery bad = new Delivery(appId + "-\0", appId, CallbackKind.NORMAL_MSG, 1, new byte[0], 0);
        // When: in one batch
        List<CompletionStage<Void>> written = new ArrayList<>();
        written.add(waiting.put(delivery(0, CallbackKind.NORMAL_MSG), 1, THEN, ""));
        written.add(waiting.put(delivery(1, CallbackKind.NORMAL_MSG), 1, THEN, ""));
        written.add(waiting.put(bad, 1, THEN, ""));
        written.add(waiting.put(delivery(2, CallbackKind.NORMAL_MSG), 1, THEN, ""));
        // Then
        assertThat(written.get(2).toCompletableFuture()).failsWithin(Duration.ofSeconds(30));
        done(written.get(1));
        done(written.get(3));
        assertThat(rows(appId, "true")).isEqualTo(3);
    }
}
