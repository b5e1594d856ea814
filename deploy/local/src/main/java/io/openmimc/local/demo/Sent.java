package io.openmimc.local.demo;

import io.openmimc.sdk.Message;
import io.openmimc.sdk.rest.HistoryMessage;
import java.util.Arrays;

/**
 * A message as it was sent, to compare with what arrives.
 *
 * @param sequence what the sender was told; 0 for a push, which is not told it
 * @param to an account, or a group as this class calls it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
record Sent(long sequence, String from, String to, byte[] payload) {
    static Sent toAccount(long sequence, String from, String account, byte[] payload) {
        return new Sent(sequence, from, account, payload);
    }

    static Sent toTopic(long sequence, String from, long topicId, byte[] payload) {
        return new Sent(sequence, from, name("", topicId), payload);
    }

    /** Fails with a sentence about what differs. */
    void expect(String what, Message message) {
        expect(
                what,
                message.sequence(),
                message.from().account(),
                name(message.toAccount(), message.topicId()),
                message.payload());
    }

    /** Fails with a sentence about what differs. */
    void expect(String what, HistoryMessage message) {
        expect(
                what,
                message.sequence(),
                message.fromAccount(),
                name(message.toAccount(), message.topicId()),
                message.payload());
    }

    private static String name(String account, long topicId) {
        return topicId == 0 ? account : "group " + topicId;
    }

    private void expect(String what, long gotSequence, String gotFrom, String gotTo, byte[] got) {
        if (sequence != 0 && sequence != gotSequence) {
            throw new DemoFailure(
                    what + " has the sequence " + gotSequence + ", but its sender was told " + sequence + ".");
        }
        if (!from.equals(gotFrom) || !to.equals(gotTo)) {
            throw new DemoFailure(what + " goes from " + gotFrom + " to " + gotTo + ", but was sent from " + from
                    + " to " + to + ".");
        }
        int at = Arrays.mismatch(payload, got);
        if (at >= 0) {
            throw new DemoFailure(what + " differs from byte " + at + " on: " + payload.length + " bytes were sent, "
                    + got.length + " came.");
        }
    }
}
