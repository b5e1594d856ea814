package io.openmimc.kit.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private final List<List<Integer>> requests = new ArrayList<>();
    private final List<CompletableFuture<Void>> answers = new ArrayList<>();

    @Test
    void anItemAloneIsSentAtOnce() {
        Batches<Integer> batches = batches(new Batches.Limits(1, 10, 100));
        add(batches, 1);
        assertThat(requests).containsExactly(List.of(1));
    }

    @Test
    void whatComesWhileARequestIsUnderWayGoesOutTogetherAfterIt() {
        // Given
        Batches<Integer> batches = batches(new Batches.Limits(1, 10, 100));
        add(batches, 1);
        // When
        add(batches, 2);
        add(batches, 3);
        // Then
        assertThat(requests).hasSize(1);
        answers.get(0).complete(null);
        assertThat(requests).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void aFailedRequestMakesWayAsAnyOther() {
        Batches<Integer> batches = batches(new Batches.Limits(1, 10, 100));
        add(batches, 1);
        add(batches, 2);
        answers.get(0).completeExceptionally(new IllegalStateException("as expected"));
        assertThat(requests).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void aRequestThatThrowsMakesWayAsAnyOther() {
        Batches<Integer> batches = new Batches<>(new Batches.Limits(1, 1, 100), item -> item, items -> {
            if (items.contains(1)) {
                throw new IllegalStateException("as expected");
            }
            return request(items);
        });
        add(batches, 1);
        add(batches, 2);
        assertThat(requests).containsExactly(List.of(2));
    }

    @Test
    void aRequestHoldsSoManyItemsAndBytesAndALargeItemGoesAlone() {
        Batches<Integer> batches = batches(new Batches.Limits(100, 3, 100));
        List.of(1, 2, 3, 4, 60, 50, 500, 5).forEach(batches::add);
        batches.send();
        assertThat(requests).containsExactly(List.of(1, 2, 3), List.of(4, 60), List.of(50), List.of(500), List.of(5));
    }

    @Test
    void asManyRequestsAsAllowedAreUnderWay() {
        Batches<Integer> batches = batches(new Batches.Limits(2, 1, 100));
        List.of(1, 2, 3).forEach(item -> add(batches, item));
        assertThat(requests).containsExactly(List.of(1), List.of(2));
        answers.get(1).complete(null);
        assertThat(requests).containsExactly(List.of(1), List.of(2), List.of(3));
    }

    @Test
    void tenThousandRequestsThatEndAtOnceDoNotPileUpOnTheStack() {
        Batches<Integer> batches = new Batches<>(new Batches.Limits(1, 1, 100), item -> 1, items -> {
            requests.add(items);
            return CompletableFuture.completedStage(null);
        });
        IntStream.range(0, 10_000).forEach(batches::add);
        batches.send();
        assertThat(requests).hasSize(10_000);
    }

    private Batches<Integer> batches(Batches.Limits limits) {
        return new Batches<>(limits, item -> item, this::request);
    }

    private CompletionStage<Void> request(List<Integer> items) {
        requests.add(items);
        answers.add(new CompletableFuture<>());
        return answers.get(answers.size() - 1);
    }

    private static void add(Batches<Integer> batches, int item) {
        batches.add(item);
        batches.send();
    }
}
