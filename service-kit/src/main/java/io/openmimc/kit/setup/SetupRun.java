package io.openmimc.kit.setup;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Makes everything once, within a time, and tells what it did. */
final class SetupRun {
    private static final Logger LOG = Logger.getLogger(SetupRun.class);
    private static final long AGAIN_MS = 1_000;

    private final List<Provision> provisions;
    private final Duration patience;
    private final long deadlineNanos;

    /** @param patience for all of them together, from now on */
    SetupRun(List<Provision> provisions, Duration patience) {
        this.provisions = provisions;
        this.patience = patience;
        this.deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    /** Whether everything is there now. What was made stays when something else fails: the next run goes on from there. */
    boolean succeeds() throws InterruptedException {
        ExecutorService worker = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "setup");
            thread.setDaemon(true); // one that hangs must not keep the process
            return thread;
        });
        try {
            for (Provision provision : provisions) {
                if (!made(provision, worker)) {
                    return false;
                }
            }
            LOG.info("setup is done");
            return true;
        } finally {
            worker.shutdownNow();
        }
    }

    private boolean made(Provision provision, ExecutorService worker) throws InterruptedException {
        String last = "no answer";
        while (leftNanos() > 0) {
            Future<List<String>> making = worker.submit(provision::make);
            try {
                List<String> lines = making.get(leftNanos(), TimeUnit.NANOSECONDS);
                lines.forEach(line -> LOG.infof("setup: %s: %s", provision.name(), line));
                if (lines.isEmpty()) {
                    LOG.infof("setup: %s: all there", provision.name());
                }
                return true;
            } catch (TimeoutException e) {
                making.cancel(true);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                last = String.valueOf(cause.getMessage());
                if (cause instanceof SetupException) {
                    LOG.errorf("setup failed: %s: %s", provision.name(), last);
                    return false;
                }
                LOG.warnf("setup: %s: not yet, trying again: %s", provision.name(), last);
                TimeUnit.MILLISECONDS.sleep(Math.max(0, Math.min(AGAIN_MS, leftNanos() / 1_000_000)));
            }
        }
        LOG.errorf(
                "setup failed: %s: not within %d s (OPENMIMC_SETUP_PATIENCE), the last time: %s",
                provision.name(), patience.toSeconds(), last);
        return false;
    }

    private long leftNanos() {
        return deadlineNanos - System.nanoTime();
    }
}
