package io.openmimc.kit.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Since when the partitions of one consumer have not moved. One moves when a record of it is done that was not done before;
 * one with nothing to be done has no need to. Told by the loop's thread of what it knows anyhow, asked from any.
 */
final class Progress {
    private record Mark(long done, long records, long sinceNanos) {}

    private final String consumer;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<TopicPartition, Mark> marks = new ConcurrentHashMap<>();

    Progress(String consumer, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.nanoTime = nanoTime;
    }

    /**
     * Notes how far a partition is.
     *
     * @param done everything below this offset is done; negative where that is not known
     * @param records that are to be done, read or not
     */
    void observe(TopicPartition partition, long done, long records) {
        long now = nanoTime.getAsLong();
        marks.compute(
                partition,
                (key, before) -> before == null || records == 0 || done > before.done
                        ? new Mark(done, records, now)
                        : new Mark(before.done, records, before.sinceNanos));
    }

    /** These have another owner now. */
    void leave(Collection<TopicPartition> partitions) {
        partitions.forEach(marks::remove);
    }

    /** Only these are ours. */
    void retain(Set<TopicPartition> partitions) {
        marks.keySet().retainAll(partitions);
    }

    /** Those that have something to be done and have not moved for so long. */
    List<Stall> stalls(Duration limit) {
        long now = nanoTime.getAsLong();
        List<Stall> stalls = new ArrayList<>();
        marks.forEach((partition, mark) -> {
            Duration since = Duration.ofNanos(now - mark.sinceNanos);
            if (mark.records > 0 && since.compareTo(limit) >= 0) {
                stalls.add(Stall.ofPartition(consumer, partition.topic(), partition.partition(), mark.records, since));
            }
        });
        return stalls;
    }
}
