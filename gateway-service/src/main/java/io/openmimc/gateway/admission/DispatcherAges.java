package io.openmimc.gateway.admission;

import io.openmimc.proto.gateway.HandoutAges;
import java.util.concurrent.TimeUnit;

/** What one dispatcher says of the messages that it hands out, in terms of our clock. Safe for all threads. */
public final class DispatcherAges {
    private final Ages accounts;
    private final Ages topics;
    private final ClockDifference difference = new ClockDifference();

    DispatcherAges(Ages accounts, Ages topics) {
        this.accounts = accounts;
        this.topics = topics;
    }

    /** It says so now. */
    public void told(HandoutAges ages) {
        told(ages, System.currentTimeMillis(), System.nanoTime());
    }

    synchronized void told(HandoutAges ages, long wallMs, long nowNanos) {
        long aheadMs = difference.observe(wallMs - ages.getTimeMs(), nowNanos);
        // Where nothing waits any more, it does not matter how long the last ones did.
        if (ages.hasAccountsCaughtUpMs()) {
            said(accounts, ages.getAccountsCaughtUpMs(), nowNanos);
        } else if (ages.hasAccountsMs()) {
            said(accounts, ages.getAccountsMs() + aheadMs, nowNanos);
        }
        if (ages.hasTopicsCaughtUpMs()) {
            said(topics, ages.getTopicsCaughtUpMs(), nowNanos);
        } else if (ages.hasTopicsMs()) {
            said(topics, ages.getTopicsMs() + aheadMs, nowNanos);
        }
    }

    private void said(Ages ages, long ms, long nowNanos) {
        ages.said(this, TimeUnit.MILLISECONDS.toNanos(ms), nowNanos);
    }

    /** It is not connected any more. */
    public void gone() {
        accounts.forget(this);
        topics.forget(this);
    }
}
