package io.openmimc.gateway.mailbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Live messages that wait, oldest first; bounded in number and in bytes. */
final class LiveQueue {
    private final DeliveryConfig config;
    private final MailboxMetrics metrics;
    private @Nullable ArrayDeque<LiveMessage> messages; // most sessions never need one
    private int bytes;

    LiveQueue(DeliveryConfig config, MailboxMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
    }

    /** Whether it was taken in. */
    boolean offer(LiveMessage message) {
        if (messages == null) {
            messages = new ArrayDeque<>(4);
        }
        if (messages.size() >= config.maxQueuedMessages()
                || bytes + message.parcel.bytes() > config.maxQueuedBytes() && !messages.isEmpty()) {
            return false;
        }
        messages.add(message);
        bytes += message.parcel.bytes();
        metrics.queued(1, message.parcel.bytes());
        return true;
    }

    @Nullable
    LiveMessage peek() {
        return messages == null ? null : messages.peek();
    }

    @Nullable
    LiveMessage poll() {
        LiveMessage message = messages == null ? null : messages.poll();
        if (message != null) {
            bytes -= message.parcel.bytes();
            metrics.queued(-1, -message.parcel.bytes());
        }
        return message;
    }

    /**
     * Takes the oldest ones that fit into one COMPOUND.
     *
     * @param before only those with smaller numbers
     */
    List<LiveMessage> pollCompound(long before) {
        List<LiveMessage> batch = new ArrayList<>(1);
        int size = 0;
        for (LiveMessage head = peek();
                head != null && head.number < before && batch.size() < config.maxCompoundPackets();
                head = peek()) {
            size += head.parcel.bytes();
            if (size > config.maxCompoundBytes() && !batch.isEmpty()) {
                break;
            }
            batch.add(head);
            poll();
        }
        return batch;
    }
}
