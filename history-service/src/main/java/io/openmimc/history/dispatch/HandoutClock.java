package io.openmimc.history.dispatch;

import io.openmimc.proto.events.Kind;
import io.openmimc.proto.gateway.HandoutAges;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long messages were on the log when they were handed out, for the gateways: they refuse new ones before those wait too
 * long. The shortest counts, so that a single slow one is no news: of each partition, as one that is behind is hidden by no
 * other, but of all topics, as one topic that is behind is no reason to refuse what goes to another. From any thread.
 * docs/adr/0023-messages-are-refused-before-they-wait.md
 */
@Singleton
class HandoutClock {
    private final Clock clock;
    private final Map<Integer, Long> toAccounts = new HashMap<>(); // by partition; guards all
    private @Nullable Long toTopics;

    HandoutClock() {
        this(Clock.systemUTC());
    }

    HandoutClock(Clock clock) {
        this.clock = clock;
    }

    /** A message is handed out now. */
    void handedOut(DispatchTask task) {
        long ageMs = clock.millis() - task.timestampMs(); // negative where the clock of the log is ahead
        synchronized (toAccounts) {
            if (task.message().getKind() == Kind.P2T) {
                toTopics = toTopics == null ? ageMs : Math.min(toTopics, ageMs);
            } else {
                toAccounts.merge(task.partition(), ageMs, Math::min);
            }
        }
    }

    /** What was handed out since the last call; null: nothing was. */
    @Nullable
    HandoutAges take() {
        var ages = HandoutAges.newBuilder().setTimeMs(clock.millis());
        synchronized (toAccounts) {
            if (toAccounts.isEmpty() && toTopics == null) {
                return null;
            }
            toAccounts.values().stream().max(Long::compare).ifPresent(ages::setAccountsMs);
            if (toTopics != null) {
                ages.setTopicsMs(toTopics);
            }
            toAccounts.clear();
            toTopics = null;
        }
        return ages.build();
    }
}
