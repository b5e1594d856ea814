package io.openmimc.sdk;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.channel.EventLoop;
import io.openmimc.proto.wire.MIMCP2PMessage;
import io.openmimc.proto.wire.MIMCP2TMessage;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketList;
import io.openmimc.proto.wire.MIMCUser;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages on their way to the listener. Duplicates are judged on the listener's lane, after everything before has been
 * taken or refused: a batch that comes again while the first is still with the listener must not be acknowledged early.
 * Confined to the event loop where nothing else is said. docs/wire-protocol.md 7.2.
 */
final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final Duration MIN_REFUSAL_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_REFUSAL_PAUSE = Duration.ofSeconds(30);

    final AtomicLong received = new AtomicLong();
    final AtomicLong duplicates = new AtomicLong();

    private final Settings settings;
    private final EventLoop loop;
    private final Lane lane;
    private final SeenSequences seen; // confined to the lane
    private final Backoff refusals = new Backoff(MIN_REFUSAL_PAUSE, MAX_REFUSAL_PAUSE);
    private volatile @Nullable Listening listening;
    private @Nullable Link link;
    private int queued;

    Inbox(Settings settings, EventLoop loop, Lane lane) {
        this.settings = settings;
        this.loop = loop;
        this.lane = lane;
        this.seen = new SeenSequences(settings.rememberedSequences());
    }

    /**
     * @param oneByOne hands over and remembers each message by itself
     */
    private record Listening(MessageListener listener, boolean oneByOne) {}

    /** From any thread. */
    void listener(MessageListener listener, boolean oneByOne) {
        this.listening = new Listening(listener, oneByOne);
    }

    void online(Link link) {
        this.link = link;
        link.read(queued < settings.maxQueuedMessages());
    }

    void offline() {
        link = null;
    }

    void compound(Link from, byte[] payload) throws InvalidProtocolBufferException {
        MIMCPacketList list = MIMCPacketList.parseFrom(payload);
        if (!list.getResource().equals(settings.resource())) {
            LOG.warn(
                    "batch for another resource ignored account={} resource={}",
                    settings.account(),
                    list.getResource());
            return;
        }
        if (!from.unacknowledged.add(list.getMaxSequence())) {
            return; // sent again while the listener has it: the acknowledgement is on its way
        }
        if (list.getStatus() == MIMCPacketList.Status.STATUS_EXCEED_COUNT_LIMIT) {
            lane.execute(() -> judge(from, list.getMaxSequence(), 0, () -> giveUp(list)));
            return;
        }
        List<Message> messages = messages(list);
        queued += messages.size();
        if (queued >= settings.maxQueuedMessages()) {
            from.read(false);
        }
        lane.execute(() -> judge(from, list.getMaxSequence(), messages.size(), () -> deliver(messages)));
    }

    private static List<Message> messages(MIMCPacketList list) throws InvalidProtocolBufferException {
        List<Message> messages = new ArrayList<>(list.getPacketsCount());
        for (MIMCPacket packet : list.getPacketsList()) {
            if (packet.getType() == MIMC_MSG_TYPE.P2P_MESSAGE) {
                MIMCP2PMessage p2p = MIMCP2PMessage.parseFrom(packet.getPayload());
                messages.add(message(
                        packet,
                        p2p.getFrom(),
                        p2p.getTo().getAppAccount(),
                        0,
                        p2p.getPayload().toByteArray(),
                        p2p.getBizType()));
            } else if (packet.getType() == MIMC_MSG_TYPE.P2T_MESSAGE) {
                MIMCP2TMessage p2t = MIMCP2TMessage.parseFrom(packet.getPayload());
                messages.add(message(
                        packet,
                        p2t.getFrom(),
                        "",
                        p2t.getTo().getTopicId(),
                        p2t.getPayload().toByteArray(),
                        p2t.getBizType()));
            }
        }
        return messages;
    }

    private static Message message(
            MIMCPacket packet, MIMCUser from, String toAccount, long topicId, byte[] payload, String bizType) {
        return new Message(
                packet.getSequence(),
                packet.getTimestamp(),
                new Message.Sender(from.getAppAccount(), from.getUuid(), from.getResource()),
                toAccount,
                topicId,
                payload,
                bizType,
                packet.getPacketId());
    }

    /** On the lane. Settles in any case, also where the listener throws an Error. */
    private void judge(Link from, long maxSequence, int count, BooleanSupplier listenerTakes) {
        boolean taken = false;
        try {
            taken = listenerTakes.getAsBoolean();
        } finally {
            settle(from, maxSequence, count, taken);
        }
    }

    /** On the lane. */
    private boolean deliver(List<Message> messages) {
        Listening current = listening;
        if (current == null) {
            return false;
        }
        List<Message> fresh = new ArrayList<>(messages.size());
        for (Message message : messages) {
            if (seen.contains(message.sequence())) {
                duplicates.incrementAndGet();
            } else {
                fresh.add(message);
            }
        }
        if (!current.oneByOne()) {
            return fresh.isEmpty() || hand(current.listener(), List.copyOf(fresh));
        }
        for (Message message : fresh) {
            if (!hand(current.listener(), List.of(message))) {
                return false;
            }
        }
        return true;
    }

    private boolean hand(MessageListener listener, List<Message> messages) {
        try {
            if (!listener.onMessages(messages)) {
                return false;
            }
        } catch (RuntimeException e) {
            LOG.warn("the listener refused a batch account={} resource={}", settings.account(), settings.resource(), e);
            return false;
        }
        for (Message message : messages) {
            seen.add(message.sequence());
        }
        received.addAndGet(messages.size());
        return true;
    }

    /** On the lane. */
    private boolean giveUp(MIMCPacketList list) {
        Listening current = listening;
        return current != null && current.listener().onBacklogTooLarge(list.getMinSequence(), list.getMaxSequence());
    }

    /** On the lane; goes on on the event loop. */
    private void settle(Link from, long maxSequence, int count, boolean taken) {
        if (loop.isShutdown()) {
            return; // closed while the listener was at it: nobody is left to tell
        }
        loop.execute(() -> {
            queued -= count;
            from.unacknowledged.remove(maxSequence);
            Link current = link;
            if (current != null && queued <= settings.maxQueuedMessages() / 2) {
                current.read(true);
            }
            if (from != current) {
                return; // the next connection brings the batch again; it will be known
            }
            if (taken) {
                refusals.reset();
                from.acknowledge(maxSequence);
            } else if (listening != null) {
                loop.schedule(() -> pullAgain(from), refusals.nextMs(), TimeUnit.MILLISECONDS);
            }
        });
    }

    private void pullAgain(Link from) {
        if (from == link) {
            from.pull();
        }
    }
}
