package io.openmimc.callback.courier;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Leaves an endpoint alone that fails: after so many failures in a row it is open for a while, then half open: one attempt
 * decides. Not for several threads.
 */
final class Breaker {
    /** How it stands. */
    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN,
        /** Half open, and the attempt that decides is under way. */
        TRYING
    }

    private final int threshold;
    private final Duration pause;
    private int failures;
    private long openedNanos;
    private boolean trying;

    Breaker(int threshold, Duration pause) {
        this.threshold = threshold;
        this.pause = pause;
    }

    State state(long nowNanos) {
        if (failures < threshold) {
            return State.CLOSED;
        }
        if (trying) {
            return State.TRYING;
        }
        return nowNanos - openedNanos < pause.toNanos() ? State.OPEN : State.HALF_OPEN;
    }

    /** While it is open: how long ago the last failure was, in nanoseconds. */
    OptionalLong open(long nowNanos) {
        return state(nowNanos) == State.OPEN ? OptionalLong.of(nowNanos - openedNanos) : OptionalLong.empty();
    }

    /** Whether an attempt may begin now; whoever may while it is half open is the one that decides. */
    boolean admits(long nowNanos) {
        State state = state(nowNanos);
        trying |= state == State.HALF_OPEN;
        return state == State.CLOSED || state == State.HALF_OPEN;
    }

    /** The attempt that was to decide was not made. */
    void untried() {
        trying = false;
    }

    void succeeded() {
        failures = 0;
        trying = false;
    }

    void failed(long nowNanos) {
        failures = Math.min(failures + 1, threshold);
        openedNanos = nowNanos;
        trying = false;
    }
}
