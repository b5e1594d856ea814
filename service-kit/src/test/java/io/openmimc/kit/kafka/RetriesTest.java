package io.openmimc.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Retries retries = new Retries(new SimpleMeterRegistry());
    private final AtomicInteger attempts = new AtomicInteger();

    @AfterEach
    void close() {
        retries.close();
    }

    @Test
    void workThatThrowsAtOnceIsAFaultThatIsHandedOn() {
        assertThat(retries.untilDone("test", this::broken).toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withMessageContaining("broken");
    }

    @Test
    void workThatThrowsWhenItIsTriedAgainIsAFaultThatIsHandedOn() {
        assertThat(retries.untilDone("test", () -> attempts.incrementAndGet() == 1 ? unavailable() : broken())
                        .toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withMessageContaining("broken");
    }

    @Test
    void workIsTriedAgainUntilWhatItNeedsIsBack() {
        assertThat(retries.untilDone(
                                "test",
                                () -> attempts.incrementAndGet() < 3
                                        ? unavailable()
                                        : CompletableFuture.completedStage("done"))
                        .toCompletableFuture())
                .succeedsWithin(PATIENCE)
                .isEqualTo("done");
    }

    private static CompletionStage<String> unavailable() {
        return CompletableFuture.failedStage(new ImException(ErrorCode.UNAVAILABLE, "away"));
    }

    private CompletionStage<String> broken() {
        throw new IllegalStateException("broken");
    }
}
