package io.openmimc.kit.batch;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work that adds many things at once, which shall go together from the first one on: while any such work runs, what was
 * added waits. Safe for all threads.
 */
public final class Gathering {
    private final AtomicInteger running = new AtomicInteger();

    /**
     * Runs work, which must not block, and then {@code send}, unless other work is still running that will.
     *
     * @param send sends all that waits; run also where the work throws
     */
    public void during(Runnable work, Runnable send) {
        running.incrementAndGet();
        try {
            work.run();
        } finally {
            if (running.decrementAndGet() == 0) {
                send.run();
            }
        }
    }

    /** To be asked after a thing was added: true if it need not be sent now, as whoever ends last sends it. */
    public boolean running() {
        return running.get() != 0;
    }
}
