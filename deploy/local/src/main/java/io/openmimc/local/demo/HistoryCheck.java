package io.openmimc.local.demo;

import io.openmimc.sdk.rest.Conversation;
import io.openmimc.sdk.rest.HistoryMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads a conversation back and compares it with what was sent, byte by byte. */
final class HistoryCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** An account may ask 20 times a second. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Transcript transcript;

    HistoryCheck(Transcript transcript) {
        this.transcript = transcript;
    }

    /**
     * @param sent what was written in the last hour, in its order; not empty
     */
    void check(Conversation conversation, String who, List<Sent> sent) {
        long start = System.nanoTime();
        List<HistoryMessage> found = read(conversation, who);
        // The archive follows the log, usually within a tenth of a second.
        while (found.size() < sent.size() && System.nanoTime() - start < PATIENCE.toNanos()) {
            Stage.pause(PAUSE);
            found = read(conversation, who);
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

    private static List<HistoryMessage> read(Conversation conversation, String who) {
        long now = System.currentTimeMillis();
        long hour = TimeUnit.HOURS.toMillis(1);
        return DemoDevice.await(conversation.byTime(now - hour, now + hour), "the history of " + who + " is read")
                .messages();
    }
}
