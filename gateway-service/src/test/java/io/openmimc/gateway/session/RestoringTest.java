package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.gateway.session.Restoring.Walk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestoringTest {
    private static final Duration RENEWAL = Duration.ofHours(24);

    private final Restoring restoring = new Restoring(RENEWAL, 0);

    @Test
    void nothingIsToBeDoneUntilTheRegistryHasLapsedOrEntriesGrowOld() {
        assertThat(restoring.next(1)).isEqualTo(Walk.NONE);
        restoring.lapsed();
        assertThat(restoring.next(2)).isEqualTo(Walk.RESTORE);
        restoring.ended();
        assertThat(restoring.next(2 + RENEWAL.toNanos())).isEqualTo(Walk.NONE);
        assertThat(restoring.next(3 + RENEWAL.toNanos())).isEqualTo(Walk.RENEW);
    }

    @Test
    void lapseThatIsToldDuringAWalkAsksForAnotherOne() {
        // Given
        restoring.lapsed();
        assertThat(restoring.next(1)).isEqualTo(Walk.RESTORE);
        // When
        restoring.lapsed();
        assertThat(restoring.next(2)).as("one at a time").isEqualTo(Walk.NONE);
        restoring.ended();
        // Then
        assertThat(restoring.next(3)).isEqualTo(Walk.RESTORE);
    }

    @Test
    void lapseIsNotForgottenForARenewalThatIsDueToo() {
        restoring.lapsed();
        assertThat(restoring.next(1 + RENEWAL.toNanos())).isEqualTo(Walk.RESTORE);
    }

    @Test
    void ofAllWhoHearTheRegistryAnswerAtOnceOneWalks() throws Exception {
        int threads = 4;
        ExecutorService hearing = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier together = new CyclicBarrier(threads);
            for (int round = 0; round < 2_000; round++) {
                restoring.lapsed();
                List<Future<Walk>> walks = IntStream.range(0, threads)
                        .mapToObj(i -> hearing.submit(() -> {
                            together.await();
                            return restoring.next(1);
                        }))
                        .toList();
                int begun = 0;
                for (Future<Walk> walk : walks) {
                    begun += walk.get() == Walk.NONE ? 0 : 1;
                }
                assertThat(begun).isEqualTo(1);
                restoring.ended();
            }
        } finally {
            hearing.shutdownNow();
        }
    }
}
