package io.openmimc.kit.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** The windows of the partitions that one consumer owns. Confined to the loop's thread. */
final class Partitions implements ConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(Partitions.class);
    /** A crash reads again what was finished since the last commit, so commits are frequent; they cost one request. */
    private static final long COMMIT_NANOS = Duration.ofMillis(200).toNanos();

    /**
     * How long partitions are kept for what is unfinished when they go to another owner: nearly all of it takes milliseconds,
     * and meanwhile nobody reads them. The rest is read again, and may.
     */
    static final Duration FINISH = Duration.ofSeconds(1);
    /** While Kafka is away. */
    static final Duration COMMIT = Duration.ofSeconds(3);

    private final Consumer<byte[], byte[]> consumer;
    private final ConsumerSettings settings;
    private final LoopMetrics metrics;
    private final Progress progress;
    private final Map<TopicPartition, Window> windows = new HashMap<>();
    private long lastCommit = System.nanoTime();
    private boolean failed;

    /** @param progress outlives the consumer: a partition that stops every one of them does not move */
    Partitions(Consumer<byte[], byte[]> consumer, ConsumerSettings settings, LoopMetrics metrics, Progress progress) {
        this.consumer = consumer;
        this.settings = settings;
        this.metrics = metrics;
        this.progress = progress;
    }

    /** The consumer has failed and is closed now: what it gives up is likely to come back to the next one. */
    void failed() {
        failed = true;
    }

    void add(ConsumerRecord<byte[], byte[]> record, CompletableFuture<?> done) {
        windows.computeIfAbsent(new TopicPartition(record.topic(), record.partition()), p -> new Window())
                .add(record.offset(), Math.max(0, record.serializedValueSize()), done);
    }

    /** Nothing is unfinished, and nothing finished is uncommitted. */
    boolean idle() {
        for (Window window : windows.values()) {
            if (window.unfinished() > 0 || window.hasNews()) {
                return false;
            }
        }
        return true;
    }

    void advance() {
        int unfinished = 0;
        long bytes = 0;
        for (Window window : windows.values()) {
            window.advance();
            unfinished += window.unfinished();
            bytes += window.bytes();
        }
        limit(bytes > settings.maxUnfinishedBytes());
        if (System.nanoTime() - lastCommit >= COMMIT_NANOS) {
            commit();
            metrics.observe(unfinished, look());
        }
    }

    /** Pauses what has too much unfinished; half-way down it goes on, so that it does not flap. */
    private void limit(boolean tooManyBytes) {
        Set<TopicPartition> paused = consumer.paused();
        var pause = new ArrayList<TopicPartition>();
        var resume = new ArrayList<TopicPartition>();
        for (TopicPartition partition : consumer.assignment()) {
            Window window = windows.get(partition);
            int unfinished = window == null ? 0 : window.unfinished();
            if (paused.contains(partition)) {
                if (unfinished <= settings.maxUnfinished() / 2 && !tooManyBytes) {
                    resume.add(partition);
                }
            } else if (unfinished >= settings.maxUnfinished() || tooManyBytes) {
                pause.add(partition);
            }
        }
        if (!pause.isEmpty()) {
            consumer.pause(pause);
        }
        if (!resume.isEmpty()) {
            consumer.resume(resume);
        }
    }

    private void commit() {
        lastCommit = System.nanoTime();
        var offsets = offsets(windows.keySet());
        if (!offsets.isEmpty()) {
            // A commit that is refused or lost is covered by the next one; the next owner would read again, and may.
            consumer.commitAsync(offsets, (committed, failure) -> {
                if (failure != null) {
                    LOG.debugf("commit lost name=%s reason=%s", settings.name(), failure.getMessage());
                }
            });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(Collection<TopicPartition> partitions) {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (TopicPartition partition : partitions) {
            Window window = windows.get(partition);
            if (window != null && window.hasNews()) {
                offsets.put(partition, new OffsetAndMetadata(window.takeDurable()));
            }
        }
        return offsets;
    }

    /** Notes how far each partition is; tells how many records are still to be read. */
    private long look() {
        long unread = 0;
        for (TopicPartition partition : consumer.assignment()) {
            Window window = windows.get(partition);
            long lag = consumer.currentLag(partition).orElse(0);
            unread += lag;
            progress.observe(
                    partition,
                    window == null ? -1 : window.durable(),
                    lag + (window == null ? 0 : window.unfinished()));
        }
        return unread;
    }

    /**
     * Waits a bounded time for the unfinished of these partitions and commits what is durable. What is unfinished then is their
     * next owner's.
     */
    void drain(Collection<TopicPartition> partitions) {
        var pending = new ArrayList<CompletableFuture<?>>();
        for (TopicPartition partition : partitions) {
            Window window = windows.get(partition);
            if (window != null) {
                pending.addAll(window.pending());
            }
        }
        try {
            CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
                    .get(FINISH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.infof("leaving records unfinished, their next owner reads them again name=%s", settings.name());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // never failed: failures were dead letters before they came here
        }
        partitions.forEach(partition -> windows.computeIfPresent(partition, (p, window) -> {
            window.advance();
            return window;
        }));
        var offsets = offsets(partitions);
        try {
            if (!offsets.isEmpty()) {
                consumer.commitSync(offsets, COMMIT);
            }
        } catch (KafkaException e) {
            LOG.infof("last commit refused, records are read again name=%s reason=%s", settings.name(), e.getMessage());
        }
        windows.keySet().removeAll(new HashSet<>(partitions));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        LOG.infof("partitions assigned name=%s partitions=%s", settings.name(), numbers(partitions));
        progress.retain(consumer.assignment());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        drain(partitions);
        leave(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        LOG.warnf("partitions lost name=%s partitions=%s", settings.name(), numbers(partitions));
        leave(partitions); // another owner has them already
    }

    private void leave(Collection<TopicPartition> partitions) {
        windows.keySet().removeAll(new HashSet<>(partitions));
        if (!failed) {
            progress.leave(partitions);
        }
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }
}
