package io.openmimc.gateway.mailbox;

import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.InboxRow;
import io.openmimc.proto.inbox.RowRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to one device. At most one COMPOUND is unacknowledged; an acknowledgement counts only for the COMPOUND
 * with that {@code maxSequence}. Live messages wait behind it, but never longer than dispatch does: then they are
 * answered as not taken and come back from the inbox. Whatever went to the inbox is pulled before later live messages go
 * out, so a conversation keeps its order. Confined to the event loop of its connection; docs/wire-protocol.md 7.2.
 */
public final class Mailbox {
    /** A device that pulls again and again gets the same COMPOUND at most this often. */
    private static final int RESEND_PAUSE_MS = 100;
    /** A login that is repeated sooner than this after a COMPOUND was sent need not get it again. */
    private static final int FRESH_MS = 1_000;

    private final Surroundings surroundings;
    private final DeliveryConfig config;
    private final MailboxMetrics metrics;
    private final Function<InboxRow, Parcel> parcels;
    private final LiveQueue queue;
    private final Pulls pulls;
    private final Spill spill = new Spill();
    private final RecentSequences recent = new RecentSequences();

    private boolean started;
    private boolean closed;
    private @Nullable Compound inFlight;
    /** The device did not answer for so long that only a sign of life from it helps. */
    private boolean stuck;

    private long delivered;
    private boolean draining;
    private @Nullable Runnable whenQuiet;
    private long quietByMs;

    /**
     * @param parcels turns a row of the inbox into what the device gets
     */
    public Mailbox(
            Surroundings surroundings,
            DeliveryConfig config,
            MailboxMetrics metrics,
            Function<InboxRow, Parcel> parcels) {
        this.surroundings = surroundings;
        this.config = config;
        this.metrics = metrics;
        this.parcels = parcels;
        this.queue = new LiveQueue(config, metrics);
        this.pulls = new Pulls(surroundings);
    }

    /** The login is registered and answered: from now on the device may be sent something. */
    public void start() {
        started = true;
        pulls.want();
        advance();
    }

    /** A live message. Its outcome may be decided before this returns. */
    public void deliver(Parcel parcel, Outcome outcome) {
        LiveMessage message = new LiveMessage(
                parcel, ++delivered, surroundings.nowMs() + config.timeout().toMillis(), outcome);
        if (closed || draining) {
            giveUp(message);
        } else if (recent.contains(parcel.sequence())) {
            metrics.filtered();
            message.decide(true);
        } else if (stuck || !queue.offer(message)) {
            spill(message);
            advance();
        } else {
            advance();
        }
    }

    /** The inbox holds something new for this device. */
    public void wake() {
        pulls.want();
        advance();
    }

    /** The device asks for everything that it has not acknowledged. */
    public void pullRequested() {
        pulls.want();
        resendSoon();
        advance();
    }

    /** The same login came again on the same connection. */
    public void rebound() {
        pulls.want();
        if (inFlight != null && surroundings.nowMs() - inFlight.sentAtMs >= FRESH_MS) {
            resendSoon();
        }
        advance();
    }

    private void resendSoon() {
        stuck = false;
        if (inFlight != null) {
            inFlight.resends = 0;
            inFlight.resendAtMs = Math.max(surroundings.nowMs(), inFlight.sentAtMs + RESEND_PAUSE_MS);
        }
    }

    /** The device acknowledged a COMPOUND; anything but the one in flight is ignored. */
    public void acknowledged(long sequence) {
        Compound taken = inFlight;
        if (closed || taken == null || taken.maxSequence() != sequence) {
            return;
        }
        inFlight = null;
        stuck = false;
        taken.parcels.forEach(parcel -> recent.add(parcel.sequence()));
        for (LiveMessage message : taken.live) {
            if (message.decided()) {
                pulls.takenLate(message.parcel.sequence());
                spill.returned(message.parcel.sequence());
            } else {
                message.decide(true);
                metrics.taken();
            }
        }
        pulls.taken(taken.rows);
        advance();
    }

    /** The answer to {@link Surroundings#pull}. */
    public void pulled(InboxPage page) {
        pulls.answered();
        if (closed || draining) {
            return;
        }
        List<RowRef> refs = new ArrayList<>(page.getRowsCount());
        List<Parcel> fresh = new ArrayList<>(page.getRowsCount());
        Set<Long> seen = new HashSet<>();
        for (InboxRow row : page.getRowsList()) {
            long sequence = row.getRef().getSequence();
            refs.add(row.getRef());
            spill.returned(sequence);
            if (recent.contains(sequence)) {
                metrics.filtered();
            } else if (seen.add(sequence)) {
                fresh.add(parcels.apply(row));
            }
        }
        if (!fresh.isEmpty()) {
            metrics.backlog(fresh.size());
            send(new Compound(sorted(fresh), List.of(), refs));
        }
        pulls.page(refs, !fresh.isEmpty());
        advance();
    }

    /** history-service did not answer; it is asked again after a pause. */
    public void pullFailed() {
        pulls.failed();
        if (closed) {
            pulls.end();
        }
        advance();
    }

    /**
     * Sends nothing new any more: what waits, and what still comes, goes to the inbox.
     *
     * @param quiet told once, when the device has acknowledged the COMPOUND in flight, or has not for as long as dispatch
     *     waits, or when this is closed: now, or soon
     */
    public void drain(Runnable quiet) {
        draining = true;
        giveUpQueue();
        if (closed || inFlight == null) {
            quiet.run();
        } else {
            whenQuiet = quiet;
            quietByMs = surroundings.nowMs() + config.timeout().toMillis();
            armTimer();
        }
    }

    private void endDrain() {
        Runnable quiet = whenQuiet;
        whenQuiet = null;
        if (quiet != null) {
            quiet.run();
        }
    }

    /** Time has passed. */
    public void tick() {
        if (closed) {
            return;
        }
        long now = surroundings.nowMs();
        if (inFlight != null) {
            inFlight.live.stream()
                    .filter(message -> !message.decided() && message.deadlineMs <= now)
                    .forEach(this::spill);
        }
        for (LiveMessage head = queue.peek(); head != null && head.deadlineMs <= now; head = queue.peek()) {
            queue.poll();
            spill(head);
        }
        if (whenQuiet != null && now >= quietByMs) {
            endDrain();
        }
        advance();
    }

    /** The session has ended, or is served no more. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (inFlight != null) {
            inFlight.live.stream().filter(message -> !message.decided()).forEach(this::giveUp);
            inFlight = null;
        }
        giveUpQueue();
        pulls.end();
        endDrain();
    }

    private void advance() {
        if (closed) {
            return;
        }
        long now = surroundings.nowMs();
        if (inFlight != null) {
            resend(inFlight, now);
        } else if (draining) {
            endDrain();
        } else if (started && !pulls.underway()) {
            metrics.overtaken(spill.overdue(now));
            if (now >= spill.askAtMs()) {
                spill.asked(now + config.wakeLimit().toMillis());
                pulls.want();
            }
            if (!pulls.wanted()) {
                flush();
            } else if (now >= pulls.notBeforeMs()) {
                pulls.start();
            }
        }
        armTimer();
    }

    private void flush() {
        List<LiveMessage> batch = queue.pollCompound(spill.firstNumber());
        if (batch.isEmpty()) {
            return;
        }
        List<LiveMessage> live = new ArrayList<>(batch.size());
        List<Parcel> fresh = new ArrayList<>(batch.size());
        Set<Long> seen = new HashSet<>();
        for (LiveMessage message : batch) {
            long sequence = message.parcel.sequence();
            if (recent.contains(sequence)) {
                metrics.filtered();
                message.decide(true);
                continue;
            }
            live.add(message);
            if (seen.add(sequence)) {
                fresh.add(message.parcel);
            }
        }
        if (fresh.isEmpty()) {
            flush();
        } else {
            send(new Compound(sorted(fresh), live, List.of()));
        }
    }

    private void send(Compound compound) {
        inFlight = compound;
        transmit(compound, surroundings.nowMs());
    }

    private void resend(Compound compound, long now) {
        if (stuck || now < compound.resendAtMs) {
            return;
        }
        if (compound.resends >= config.maxResends()) {
            stuck = true;
            for (LiveMessage head = queue.poll(); head != null; head = queue.poll()) {
                spill(head);
            }
        } else {
            compound.resends++;
            metrics.resent();
            transmit(compound, now);
        }
    }

    private void transmit(Compound compound, long now) {
        compound.sentAtMs = now;
        compound.resendAtMs = now + config.resendAfter().toMillis();
        surroundings.send(compound.parcels);
    }

    private void spill(LiveMessage message) {
        long now = surroundings.nowMs();
        spill.add(
                message,
                now + config.wakeLimit().toMillis(),
                now + config.orderLimit().toMillis());
        giveUp(message);
    }

    private void giveUpQueue() {
        for (LiveMessage head = queue.poll(); head != null; head = queue.poll()) {
            giveUp(head);
        }
    }

    private void giveUp(LiveMessage message) {
        metrics.spilled();
        message.decide(false);
    }

    private void armTimer() {
        long next = Long.MAX_VALUE;
        LiveMessage head = queue.peek();
        if (head != null) {
            next = head.deadlineMs;
        }
        if (inFlight != null) {
            for (LiveMessage message : inFlight.live) {
                next = message.decided() ? next : Math.min(next, message.deadlineMs);
            }
            next = stuck ? next : Math.min(next, inFlight.resendAtMs);
            next = whenQuiet == null ? next : Math.min(next, quietByMs);
        } else if (started && !draining && !pulls.underway()) {
            next = pulls.wanted() ? Math.min(next, pulls.notBeforeMs()) : next;
            next = Math.min(next, spill.askAtMs());
        }
        if (next != Long.MAX_VALUE) {
            surroundings.tickAt(next);
        }
    }

    private static List<Parcel> sorted(List<Parcel> parcels) {
        parcels.sort(Comparator.comparingLong(Parcel::sequence));
        return parcels;
    }
}
