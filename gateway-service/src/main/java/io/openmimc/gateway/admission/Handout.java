package io.openmimc.gateway.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The stage from the log to the gateways of the recipients. Nobody tells when a message of ours leaves it, only how old those
 * are that do: so ours that came onto the log longer ago than that have left. Where nobody tells that, nothing is in it, and
 * there is no limit. Safe for all threads.
 */
final class Handout {
    /** What is older is not looked for: the stage has been full for long. */
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** What came onto the log in a short time, by app. */
    private record Slice(long startNanos, Map<Long, Long> byApp) {}

    private final Stage stage;
    private final Ages ages;
    private final Deque<Slice> slices = new ArrayDeque<>();
    private long left; // since the last news; confined to the ticks

    Handout(Stage stage, Ages ages) {
        this.stage = stage;
        this.ages = ages;
    }

    Stage stage() {
        return stage;
    }

    Ages ages() {
        return ages;
    }

    /** Whether one more message of that app may be on the log. */
    boolean admits(long appId) {
        return stage.admits(appId);
    }

    /** A message is on the log. */
    void enter(long appId, long nowNanos) {
        stage.enter(appId);
        synchronized (slices) {
            Slice slice = slices.peekLast();
            if (slice == null || nowNanos - slice.startNanos >= SLICE_NANOS) {
                slice = new Slice(nowNanos, new HashMap<>());
                slices.add(slice);
            }
            slice.byApp.merge(appId, 1L, Long::sum);
        }
    }

    /** To be called about 50 times a second, by one thread at a time. */
    void tick(long nowNanos) {
        long age = ages.oldest(nowNanos);
        if (age == Ages.UNKNOWN) {
            leave(nowNanos + SLICE_NANOS);
            left = 0;
        } else {
            left += leave(nowNanos - Math.min(age, REMEMBERED_NANOS));
            long latest = ages.latest(nowNanos);
            if (latest != Ages.UNKNOWN) {
                stage.limit().out(latest, left);
                left = 0;
            }
        }
        stage.tick(nowNanos);
    }

    /** Lets those leave of whose slice all came onto the log before a time. */
    private long leave(long beforeNanos) {
        long passed = 0;
        synchronized (slices) {
            while (!slices.isEmpty() && slices.getFirst().startNanos + SLICE_NANOS - beforeNanos <= 0) {
                for (Map.Entry<Long, Long> app : slices.removeFirst().byApp.entrySet()) {
                    stage.leave(app.getKey(), app.getValue());
                    passed += app.getValue();
                }
            }
        }
        return passed;
    }
}
