package io.openmimc.kit.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A token bucket a key. Buckets that were left alone are forgotten, and the number kept is bounded, so memory is too; a
 * forgotten bucket is a full one. Each process counts by itself: behind two replicas a key may get twice its rate.
 *
 * @param <K> what is limited, with value equality
 */
public final class RateLimits<K> {
    private static final double NANOS = 1e9;

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
        long now = nanoTime.getAsLong();
        return buckets.get(key, k -> new Bucket(burst, now)).tryTake(perSecond, burst, now);
    }

    private static final class Bucket {
        private double permits;
        private long filledAt;

        Bucket(double permits, long filledAt) {
            this.permits = permits;
            this.filledAt = filledAt;
        }

        synchronized boolean tryTake(int perSecond, int burst, long now) {
            // Two threads may arrive in another order than they read the clock.
            long elapsed = Math.max(0, now - filledAt);
            permits = Math.min(burst, permits + elapsed / NANOS * perSecond);
            filledAt += elapsed;
            if (permits < 1) {
                return false;
            }
            permits--;
            return true;
        }
    }
}
