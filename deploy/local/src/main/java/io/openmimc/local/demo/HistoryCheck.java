package io.openmimc.local.demo;

import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.rest.HistoryMessage;
import io.openmimc.sdk.rest.MimcRest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Reads a conversation back and compares it with what was sent, byte by byte. */
final class HistoryCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long POLL_MS = 100;

    private final MimcRest rest;
    private final Transcript transcript;

    HistoryCheck(MimcRest rest, Transcript transcript) {
        this.rest = rest;
        this.transcript = transcript;
    }

    /**
     * @param token of one of the two
     * @param sent what the two exchanged in the last hour, in its order; not empty
     */
    void check(LoginToken token, String who, List<Sent> sent) {
        long start = System.nanoTime();
        List<HistoryMessage> found = read(token, who, sent.get(0));
        // The archive follows the log, usually within a tenth of a second.
        while (found.size() < sent.size() && System.nanoTime() - start < PATIENCE.toNanos()) {
            pause();
            found = read(token, who, sent.get(0));
        }
        if (found.size() != sent.size()) {
            throw new DemoFailure(
                    "The history of " + who + " has " + found.size() + " messages, but " + sent.size() + " were sent.");
        }
        for (int i = 0; i < found.size(); i++) {
            sent.get(i).expect("Message " + (i + 1) + " of the history of " + who, found.get(i));
        }
        String count = found.size() == 1 ? "1 message" : found.size() + " messages";
        transcript.step(who + ": " + count + ", every byte the same", System.nanoTime() - start);
    }

    /** An account may ask 20 times a second. */
    private static void pause() {
        DemoDevice.await(
                CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(POLL_MS, TimeUnit.MILLISECONDS)),
                "a moment passes");
    }

    private List<HistoryMessage> read(LoginToken token, String who, Sent first) {
        long now = System.currentTimeMillis();
        long hour = TimeUnit.HOURS.toMillis(1);
        return DemoDevice.await(
                        rest.p2pByTime(token, first.from(), first.to(), now - hour, now + hour),
                        "the history of " + who + " is read")
                .messages();
    }
}
