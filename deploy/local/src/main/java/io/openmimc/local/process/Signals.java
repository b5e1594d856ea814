package io.openmimc.local.process;

import java.io.IOException;
import java.time.Duration;

/** Signals to processes, and waiting for what they do. */
final class Signals {
    private Signals() {}

    /** @param signal as {@code kill} names it */
    static void send(String signal, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Returns when none of its threads runs any more after STOP; false if that takes longer than {@code patience}. */
    static boolean awaitPaused(Process process, Duration patience) throws IOException, InterruptedException {
        // The kernel stops threads when it next runs them, and until then they may work.
        long deadline = System.nanoTime() + patience.toNanos();
        while (!ThreadStates.areAllStopped(process.pid())) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(1);
        }
        return true;
    }

    /** Returns when it is gone, whoever interrupts meanwhile. */
    static void awaitEnd(Process process) {
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
