package io.openmimc.e2e;

import io.openmimc.sdk.MimcClient;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** A series of messages into one group, and whether they reach every device: all, unchanged, once, in order, how fast. */
final class Broadcast {
    private static final int HEADER_BYTES = 2 * Integer.BYTES;
    private static final int PAYLOAD_BYTES = 120;
    private static final int MAX_COMPLAINTS = 20;

    /** What one device heard. */
    private static final class Ear {
        final BitSet heard = new BitSet();
        int last = -1;
    }

    private final int number;
    private final int count;
    private final Set<MimcClient> live;
    private final Map<MimcClient, Ear> ears = new HashMap<>();
    private final AtomicLongArray dueNanos;
    private final Histogram latencies = new ConcurrentHistogram(3);
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger acked = new AtomicInteger();
    private final AtomicLong lastArrivalNanos = new AtomicLong();
    private final List<String> complaints = new ArrayList<>();

    /**
     * @param number tells it from the others
     * @param count of messages
     * @param devices all that must hear it, except for the one that speaks
     * @param live those of them whose latency counts: they are online
     */
    Broadcast(int number, int count, List<MimcClient> devices, Set<MimcClient> live) {
        this.number = number;
        this.count = count;
        this.live = live;
        this.dueNanos = new AtomicLongArray(count);
        devices.forEach(device -> ears.put(device, new Ear()));
    }

    /** The number of the broadcast that a payload belongs to. */
    static int numberOf(byte[] payload) {
        return ByteBuffer.wrap(payload).getInt();
    }

    void send(MimcClient speaker, long topicId, int index, long due) {
        dueNanos.set(index, due);
        speaker.sendToTopic(topicId, payload(index)).whenComplete((ack, failure) -> {
            if (failure != null) {
                complain("message " + index + " was refused: " + failure);
            }
            acked.incrementAndGet();
        });
    }

    /** On the device's lane, so one after another for one device. */
    void arrived(MimcClient device, byte[] payload) {
        long now = System.nanoTime();
        int index = ByteBuffer.wrap(payload).getInt(Integer.BYTES);
        Ear ear = ears.get(device);
        if (ear == null || index < 0 || index >= count || !Arrays.equals(payload, payload(index))) {
            complain(device.account() + " got something else: message " + index);
            return;
        }
        if (ear.heard.get(index)) {
            complain(device.account() + " got message " + index + " twice");
            return;
        }
        if (index < ear.last) {
            complain(device.account() + " got message " + index + " after " + ear.last);
        }
        ear.last = index;
        ear.heard.set(index);
        if (live.contains(device)) {
            latencies.recordValue(Math.max(0, now - dueNanos.get(index)));
        }
        lastArrivalNanos.accumulateAndGet(now, Math::max);
        arrived.incrementAndGet();
    }

    int count() {
        return count;
    }

    int expected() {
        return count * ears.size();
    }

    int expectedLive() {
        return count * live.size();
    }

    int arrived() {
        return arrived.get();
    }

    boolean allAnswered() {
        return acked.get() == count;
    }

    /** From the first time that a message was due to the last arrival. */
    long spanNanos() {
        return lastArrivalNanos.get() - dueNanos.get(0);
    }

    /** From scheduled send to the listener, in nanoseconds; of live devices only. */
    Histogram latencies() {
        return latencies;
    }

    /** What was wrong, one line each, at most a few. */
    List<String> complaints() {
        synchronized (complaints) {
            return List.copyOf(complaints);
        }
    }

    private void complain(String what) {
        synchronized (complaints) {
            if (complaints.size() < MAX_COMPLAINTS) {
                complaints.add(what);
            }
        }
    }

    private byte[] payload(int index) {
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD_BYTES).putInt(number).putInt(index);
        byte[] filler = new byte[PAYLOAD_BYTES - HEADER_BYTES];
        new Random(((long) number << 32) + index).nextBytes(filler);
        return payload.put(filler).array();
    }
}
