package io.openmimc.history.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.history.inbox.InboxEntry;
import io.openmimc.proto.events.AcceptedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who is handed a message at once while others for the account are under way. */
class AccountLanesTest {
    private static final long BOB = 7;
    private static final long PHONE = 1;
    private static final long PHONE_AGAIN = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final InboxEntry ROW = new InboxEntry(AcceptedMessage.getDefaultInstance(), Set.of(), Set.of());

    private final CompletableFuture<Void> durable = new CompletableFuture<>();
    private final CompletableFuture<Void> announced = new CompletableFuture<>();
    private final List<Integer> stored = new ArrayList<>();
    private long nanos;
    private final AccountLanes lanes = new AccountLanes(
            (uuid, rows) -> {
                stored.add(rows.size());
                return new AccountLanes.Stored(durable, announced);
            },
            PATIENCE,
            () -> nanos);

    private AccountLane.Place join(long... connected) {
        return lanes.join(BOB, connected);
    }

    @Test
    void aSessionThatWasHandedAllThatIsUnderWayIsHandedTheNext() {
        join(PHONE);
        assertThat(join(PHONE).admits(PHONE)).isTrue();
    }

    @Test
    void aSessionThatCameAfterOneThatIsOpenIsNotHandedTheNext() {
        // Given
        AccountLane.Place open = join(PHONE);
        // When
        AccountLane.Place next = join(PHONE_AGAIN);
        // Then
        assertThat(open.admits(PHONE)).isTrue();
        assertThat(next.admits(PHONE_AGAIN)).isFalse();
        assertThat(join(PHONE_AGAIN).admits(PHONE_AGAIN))
                .as("nor the one after that")
                .isFalse();
    }

    @Test
    void itIsHandedThemAgainWhenTheRowsAreWrittenAndItWasWoken() {
        // Given
        AccountLane.Place first = join();
        lanes.store(BOB, first, ROW);
        assertThat(stored).containsExactly(1);
        AccountLane.Place unwritten = join(PHONE);
        lanes.leave(BOB, unwritten);
        durable.complete(null);
        // When
        AccountLane.Place written = join(PHONE);
        lanes.leave(BOB, written);
        announced.complete(null);
        AccountLane.Place woken = join(PHONE);
        // Then
        assertThat(unwritten.admits(PHONE)).as("not written").isFalse();
        assertThat(written.admits(PHONE)).as("written, but not woken").isFalse();
        assertThat(woken.admits(PHONE)).isTrue();
    }

    @Test
    void itIsHandedThemAgainWhenNoneOfThemNeedsARow() {
        // Given
        AccountLane.Place open = join(PHONE);
        AccountLane.Place next = join(PHONE, PHONE_AGAIN);
        assertThat(next.admits(PHONE)).isTrue();
        assertThat(next.admits(PHONE_AGAIN)).isFalse();
        // When
        lanes.leave(BOB, open);
        lanes.leave(BOB, next);
        // Then
        assertThat(join(PHONE_AGAIN).admits(PHONE_AGAIN)).isTrue();
    }

    @Test
    void whereSomethingIsAlwaysUnderWayItDoesNotWaitForEver() {
        // Given
        join(PHONE);
        assertThat(join(PHONE_AGAIN).admits(PHONE_AGAIN)).isFalse();
        nanos = PATIENCE.toNanos() - 1;
        assertThat(join(PHONE_AGAIN).admits(PHONE_AGAIN)).isFalse();
        // When
        nanos = PATIENCE.toNanos();
        // Then
        assertThat(join(PHONE_AGAIN).admits(PHONE_AGAIN)).isTrue();
        assertThat(join(PHONE_AGAIN).admits(PHONE_AGAIN)).isTrue();
    }
}
