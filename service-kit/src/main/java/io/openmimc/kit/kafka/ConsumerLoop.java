package io.openmimc.kit.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.proto.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads a topic at least once. Records are worked on concurrently; an offset is committed only when every record below
 * it is durable. A partition with too many unfinished records is paused, which bounds memory, while polling goes on, so
 * the group does not evict us and no slow partition holds up another.
 *
 * <p>It has a thread of its own, which survives a Kafka that comes and goes. {@link #alive()} is false when it ended
 * though nobody closed it, or hangs: then the service must be restarted.
 */
public final class ConsumerLoop implements AutoCloseable {

    /** What is done with records. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Starts the work on what one poll brought, on the loop's thread: it must not block, and must not throw.
         *
         * @return a stage for every record, in their order. It completes when all that the record asks for is durable;
         *     the handler tries again by itself for as long as what it needs is away. A stage that fails sends its record
         *     to the dead letters: with {@link UnreadableRecordException} for a known reason, with anything else for a
         *     fault, which is logged.
         */
        List<? extends CompletionStage<?>> handle(List<ConsumerRecord<byte[], byte[]>> records);

        /** Whether to call {@link #caughtUp} once it is so. Asked at each turn of the loop, so it must cost nothing. */
        default boolean awaitsEnd() {
            return false;
        }

        /**
         * All that was on the log at some time was given to {@link #handle}: at the end of every partition of ours, as their
         * brokers say, there was no more. Never said for want of an answer. From any thread; it must not block, and not throw.
         *
         * @param atNanos of {@link System#nanoTime}
         */
        default void caughtUp(long atNanos) {}
    }

    private static final Logger LOG = Logger.getLogger(ConsumerLoop.class);
    /** Paused partitions are looked at this often, and the end of the log by who awaits it. */
    private static final Duration SHORT_POLL = Duration.ofMillis(20);
    /** A poll with data to give answers at once; this is how late a commit or the end may be noticed. */
    private static final Duration POLL = Duration.ofMillis(100);
    /** With nothing to commit: a service has several loops that hardly ever get a record, and each turn costs. */
    private static final Duration IDLE_POLL = Duration.ofMillis(500);

    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);
    private static final Duration STUCK = Duration.ofSeconds(60);
    private static final long RESTART_SECONDS = 1;
    /** While Kafka is away. */
    private static final Duration LEAVE = Duration.ofSeconds(3);
    /** How long the end may take: a poll, the wait for the unfinished, their commit, and leaving. */
    static final Duration CLOSE = IDLE_POLL
            .plus(Partitions.FINISH)
            .plus(Partitions.COMMIT)
            .plus(LEAVE)
            .plusSeconds(1);

    private final ConsumerSettings settings;
    private final KafkaConfig config;
    private final TopicSetup topics;
    private final DeadLetters deadLetters;
    private final LoopMetrics metrics;
    private final Handler handler;
    private final Progress progress;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile long lastTurn = System.nanoTime();

    public ConsumerLoop(
            ConsumerSettings settings,
            KafkaConfig config,
            TopicSetup topics,
            DeadLetters deadLetters,
            MeterRegistry meters,
            Handler handler) {
        this.settings = settings;
        this.config = config;
        this.topics = topics;
        this.deadLetters = deadLetters;
        this.progress = new Progress(settings.name(), System::nanoTime);
        this.metrics = new LoopMetrics(meters, settings.name(), () -> stalls().size());
        this.handler = handler;
        this.thread = new Thread(this::run, settings.name());
    }

    public void start() {
        lastTurn = System.nanoTime();
        thread.start();
    }

    public String name() {
        return settings.name();
    }

    /** For the liveness check: false when the loop ended by itself, or has not turned for a minute. */
    public boolean alive() {
        return closing.getCount() == 0 || (thread.isAlive() && System.nanoTime() - lastTurn < STUCK.toNanos());
    }

    /**
     * The partitions that have not moved for {@link KafkaConfig#stalledAfter} though there is something to be done, and the
     * loop itself if it has not turned for so long. From any thread; costs no call.
     */
    List<Stall> stalls() {
        Duration limit = config.stalledAfter();
        long turnedAgo = System.nanoTime() - lastTurn;
        if (running() && thread.isAlive() && turnedAgo >= limit.toNanos()) {
            return List.of(Stall.ofLoop(name(), settings.topic(), Duration.ofNanos(turnedAgo)));
        }
        return running() ? progress.stalls(limit) : List.of();
    }

    /**
     * Leaves the group after a bounded wait for the unfinished; what stays unfinished is read again by the next owner. Who
     * has several loops to end lets {@link ConsumerSet} do it.
     */
    @Override
    public void close() {
        end();
        awaitEnd(System.nanoTime() + CLOSE.toNanos());
    }

    /** From now on it takes no more records, and leaves by itself. Does not wait. */
    void end() {
        closing.countDown();
    }

    /** Waits until the loop that was told to {@link #end} has left, until a time of {@link System#nanoTime} at most. */
    void awaitEnd(long deadlineNanos) {
        try {
            long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            thread.join(Math.max(1, left)); // 0 would mean for ever
            if (thread.isAlive()) {
                LOG.warnf("consumer has not left in time name=%s", settings.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it still takes records: nobody has told it to end. */
    public boolean running() {
        return closing.getCount() > 0;
    }

    private void run() {
        LOG.infof("consumer started name=%s topic=%s group=%s", settings.name(), settings.topic(), settings.group());
        try {
            while (running()) {
                try {
                    consume();
                } catch (FencedInstanceIdException e) {
                    throw e; // two instances with one name: joining again would throw the other one out, for ever
                } catch (KafkaException e) {
                    LOG.warnf(e, "consumer failed, starting again name=%s", settings.name());
                    metrics.restarted();
                    closing.await(RESTART_SECONDS, TimeUnit.SECONDS);
                }
            }
            LOG.infof("consumer left name=%s", settings.name());
        } catch (InterruptedException e) {
            LOG.errorf("consumer interrupted name=%s", settings.name());
        } catch (ExecutionException | RuntimeException e) {
            LOG.errorf(e, "consumer ended, the service must be restarted name=%s", settings.name());
        }
    }

    private void consume() throws InterruptedException, ExecutionException {
        if (!topicsExist()) {
            return;
        }
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                settings.properties(config), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var partitions = new Partitions(consumer, settings, metrics, progress);
        var end = new LogEnd(consumer, topics, handler);
        try {
            consumer.subscribe(Set.of(settings.topic()), partitions);
            while (running()) {
                lastTurn = System.nanoTime();
                var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
                consumer.poll(patience(consumer, partitions)).forEach(records::add);
                if (records.isEmpty()) {
                    end.look();
                } else if (running()) { // else they are left to the next owner
                    start(records, partitions);
                }
                partitions.advance();
            }
            partitions.drain(consumer.assignment());
        } catch (KafkaException e) {
            partitions.failed(); // a partition whose next record cannot be read moves no more for our starting again
            throw e;
        } finally {
            metrics.clear();
            consumer.close(CloseOptions.timeout(LEAVE)
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        }
    }

    private Duration patience(Consumer<byte[], byte[]> consumer, Partitions partitions) {
        if (!consumer.paused().isEmpty() || handler.awaitsEnd()) {
            return SHORT_POLL;
        }
        return partitions.idle() ? IDLE_POLL : POLL;
    }

    private void start(List<ConsumerRecord<byte[], byte[]>> records, Partitions partitions) {
        var stages = handler.handle(records);
        for (int i = 0; i < records.size(); i++) {
            var record = records.get(i);
            partitions.add(
                    record,
                    stages.get(i)
                            .handle((done, failure) -> failure)
                            .thenCompose(failure -> failure == null ? DONE : bury(record, failure))
                            .toCompletableFuture());
        }
    }

    private CompletionStage<Void> bury(ConsumerRecord<byte[], byte[]> record, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof UnreadableRecordException) {
            return deadLetters.bury(settings.name(), record, String.valueOf(cause.getMessage()));
        }
        LOG.errorf(cause, "record failed name=%s partition=%d offset=%d", name(), record.partition(), record.offset());
        return deadLetters.bury(settings.name(), record, cause.getClass().getName());
    }

    /** Waits for the topic and its dead letters to exist; false when closed meanwhile. */
    private boolean topicsExist() throws InterruptedException, ExecutionException {
        var made = topics.ensure(List.of(settings.topic(), Topics.dead(settings.topic())))
                .toCompletableFuture();
        while (running()) {
            lastTurn = System.nanoTime();
            try {
                made.get(100, TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                LOG.tracef("waiting for topics name=%s", settings.name());
            }
        }
        return false;
    }
}
