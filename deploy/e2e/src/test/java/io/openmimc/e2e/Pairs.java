package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.nio.NioEventLoopGroup;
import io.openmimc.sdk.Message;
import io.openmimc.sdk.MimcClient;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Pairs of accounts that write to each other at a steady pace. Their event loop and listeners are their own: what they
 * measure must not wait behind the deliveries to a group in this process.
 */
final class Pairs implements AutoCloseable {
    private static final int PAIRS = 20;
    private static final int PER_SECOND = 50;
    private static final int UNMEASURED = 0;

    /** Messages that were due in one stretch of time. */
    private static final class Phase {
        final AtomicInteger sent = new AtomicInteger();
        final Histogram latencies = new ConcurrentHistogram(3);
    }

    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final ExecutorService listeners = Executors.newFixedThreadPool(1);
    private final ExecutorService pace = Executors.newSingleThreadExecutor();
    private final List<MimcClient> clients = new ArrayList<>();
    private final List<Phase> phases = new CopyOnWriteArrayList<>(List.of(new Phase()));
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger arrived = new AtomicInteger();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private volatile int current = UNMEASURED;
    private volatile boolean finished;

    Pairs(Cloud cloud) {
        for (int i = 0; i < 2 * PAIRS; i++) {
            String account = Cloud.account("pair");
            clients.add((i % 4 < 2 ? cloud.tcp(account, "device") : cloud.webSocket(account, "device"))
                    .eventLoops(loops)
                    .executor(listeners)
                    .sendTimeout(Audience.PATIENCE)
                    .build()
                    .onMessage(this::take));
        }
        Audience.login(clients);
    }

    void start() {
        pace.execute(() -> Pace.runUntil(PER_SECOND, () -> finished, this::send));
    }

    /** The latencies of all messages that are due during a phase, in nanoseconds from scheduled send to the listener. */
    Histogram measureWhile(Runnable phase) {
        Phase measured = new Phase();
        phases.add(measured);
        current = phases.size() - 1;
        phase.run();
        current = UNMEASURED;
        await().atMost(Audience.PATIENCE).until(() -> measured.latencies.getTotalCount() >= measured.sent.get());
        return measured.latencies;
    }

    /** Sends no more, and waits until everything has arrived. */
    void finish() {
        finished = true;
        pace.shutdown();
        await().atMost(Audience.PATIENCE).until(() -> pace.isTerminated() && arrived.get() >= sent.get());
        assertThat(arrived).hasValue(sent.get());
        assertThat(failures).isEmpty();
    }

    private void send(int index, long dueNanos) {
        int from = index % clients.size();
        MimcClient to = clients.get(from ^ 1); // the other of the pair
        int phase = current;
        phases.get(phase).sent.incrementAndGet();
        sent.incrementAndGet();
        byte[] payload = ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(dueNanos)
                .putInt(phase)
                .array();
        clients.get(from).send(to.account(), payload).whenComplete((ack, failure) -> {
            if (failure != null) {
                failures.add(failure);
            }
        });
    }

    private void take(Message message) {
        long now = System.nanoTime();
        ByteBuffer payload = ByteBuffer.wrap(message.payload());
        long due = payload.getLong();
        phases.get(payload.getInt()).latencies.recordValue(Math.max(0, now - due));
        arrived.incrementAndGet();
    }

    @Override
    public void close() {
        finished = true;
        pace.shutdownNow();
        clients.forEach(MimcClient::close);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        listeners.shutdown();
    }
}
