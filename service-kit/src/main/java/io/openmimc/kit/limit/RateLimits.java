package io.openmimc.kit.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket a key. Buckets that were left alone are forgotten, and the number kept is bounded, so memory is too; a
 * forgotten bucket is a full one. Each process counts by itself: behind two replicas a key may get twice its rate.
 *
 * @param <K> what is limited, with value equality
 */
public final class RateLimits<K> {
    private static final long NANOS = 1_000_000_000;

    private final Cache<K, Bucket> buckets;
    private final LongSupplier nanoTime;

    /** @param maxKeys most buckets kept at a time */
    public RateLimits(int maxKeys) {
        this(maxKeys, System::nanoTime);
    }

    RateLimits(int maxKeys, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(maxKeys)
                .expireAfterAccess(Duration.ofMinutes(2))
                .build();
    }

    /**
     * Takes one permit if there is one.
     *
     * @param perSecond permits that come back each second; a change takes effect at once
     * @param burst permits of a full bucket
     * @return false: over the rate, nothing was taken
     */
    public boolean tryTake(K key, int perSecond, int burst) {
        return tryTake(key, perSecond, burst, 1);
    }

    /**
     * Takes several permits at once if there is one: those that are not there yet are owed, and nobody gets one before they
     * have come back. So what counts more than a bucket holds passes, too, and the rate holds after it.
     *
     * @param perSecond permits that come back each second; a change takes effect at once
     * @param burst permits of a full bucket
     * @param permits at least 1
     * @return false: over the rate, nothing was taken
     */
    public boolean tryTake(K key, int perSecond, int burst, int permits) {
        long now = nanoTime.getAsLong();
        return buckets.get(key, k -> new Bucket(now)).tryTake(perSecond, burst, permits, now);
    }

    /** Without a lock: all senders of an app share its bucket. */
    private static final class Bucket {
        /** When it will be full again, if nobody takes anything until then. */
        private final AtomicLong fullAt;

        Bucket(long now) {
            fullAt = new AtomicLong(now);
        }

        boolean tryTake(int perSecond, int burst, int permits, long now) {
            long permit = NANOS / Math.max(1, perSecond);
            while (true) {
                long before = fullAt.get();
                long from = before - now > 0 ? before : now;
                if (from - now > (burst - 1) * permit) {
                    return false;
                }
                if (fullAt.compareAndSet(before, from + permits * permit)) {
                    return true;
                }
            }
        }
    }
}
