package io.openmimc.gateway.admission;

import java.util.concurrent.atomic.AtomicBoolean;

/** One message that was let in, until it is on the log or is not going to be. Only the first call of either counts. */
public final class Passage {
    private final Stage log;
    private final Handout handout;
    private final long appId;
    private final long enteredNanos;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Passage(Stage log, Handout handout, long appId, long enteredNanos) {
        this.log = log;
        this.handout = handout;
        this.appId = appId;
        this.enteredNanos = enteredNanos;
        log.enter(appId);
    }

    /** The log has it. */
    public void onLog() {
        if (open.compareAndSet(true, false)) {
            long now = System.nanoTime();
            log.leave(appId, 1);
            log.limit().out(now - enteredNanos, 1);
            handout.enter(appId, now);
        }
    }

    /** It is refused, or was on the log before: how long it took says nothing. */
    public void left() {
        if (open.compareAndSet(true, false)) {
            log.leave(appId, 1);
        }
    }
}
