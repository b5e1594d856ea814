package io.openmimc.history.dispatch;

import io.openmimc.proto.events.Kind;
import io.openmimc.proto.gateway.HandoutAges;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long messages were on the log when they were handed out, for the gateways: they refuse new ones before those wait too
 * long. The shortest counts, so that a single slow one is no news: of each partition, as one that is behind is hidden by no
 * other, but of all topics, as one topic that is behind is no reason to refuse what goes to another. From any thread.
 * docs/adr/0023-messages-are-refused-before-they-wait.md
 */
@Singleton
class HandoutClock {
    private static final int ALL_TOPICS = 0;

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Waits accounts = new Waits();
    private final Waits topics = new Waits();

    @Inject
    HandoutClock() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    /** @param clock of the same kind as that of the log */
    HandoutClock(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** A message is taken from the log, and will be handed out or done with otherwise. */
    void taken(DispatchTask task) {
        waits(task).taken(task);
    }

    /** A message is handed out now. */
    void handedOut(DispatchTask task) {
        long ageMs = clock.millis() - task.timestampMs(); // negative where the clock of the log is ahead
        waits(task).handedOut(task, toTopic(task) ? ALL_TOPICS : task.partition(), ageMs);
    }

    /** Whether gateways should be told as soon as nothing waits any more. */
    boolean awaitsEnd() {
        long now = nanoTime.getAsLong();
        return accounts.believedLong(now) || topics.believedLong(now);
    }

    /**
     * All that was on the log at a time was taken from it.
     *
     * @param atNanos of {@link System#nanoTime}
     */
    void caughtUp(long atNanos) {
        long now = nanoTime.getAsLong();
        accounts.caughtUp(atNanos, now);
        topics.caughtUp(atNanos, now);
    }

    /** What gateways should know that they were not told; null: nothing. */
    @Nullable
    HandoutAges take() {
        long now = nanoTime.getAsLong();
        var ages = HandoutAges.newBuilder().setTimeMs(clock.millis());
        boolean news = accounts.report(now, ages::setAccountsMs, ages::setAccountsCaughtUpMs)
                | topics.report(now, ages::setTopicsMs, ages::setTopicsCaughtUpMs);
        return news ? ages.build() : null;
    }

    private Waits waits(DispatchTask task) {
        return toTopic(task) ? topics : accounts;
    }

    private static boolean toTopic(DispatchTask task) {
        return task.message().getKind() == Kind.P2T;
    }
}
