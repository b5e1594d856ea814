package io.openmimc.callback.attempt;

import java.time.Duration;

/**
 * What became of an attempt.
 *
 * @param status of the answer; 0: there was none
 * @param reason empty if it was delivered
 * @param excerpt the first bytes of the answer's body, at most {@link #EXCERPT_BYTES}
 */
public record Outcome(int status, String reason, Duration took, byte[] excerpt) {
    public static final int EXCERPT_BYTES = 1_024;

    private static final int OK = 200;
    private static final int MAX_REASON = 200;

    static Outcome answered(int status, Duration took, byte[] excerpt) {
        return new Outcome(status, status == OK ? "" : "HTTP " + status, took, excerpt);
    }

    /** There was no answer, or no attempt. */
    public static Outcome failed(String reason, Duration took) {
        String bounded = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
        return new Outcome(0, bounded.replace('\0', ' '), took, new byte[0]);
    }

    /** Only 200 will do. */
    public boolean delivered() {
        return status == OK;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** Without what came back. */
    @Override
    public String toString() {
        return "Outcome[status=" + status + ", reason=" + reason + ", took=" + took + "]";
    }
}
