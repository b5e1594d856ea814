package io.openmimc.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What each app does on this gateway and what is refused to it, for the usage answer. Of 10,000 apps at most: one that is
 * pushed out by others starts again at 0.
 */
@Singleton
public class AppCounts {
    private static final int MAX_APPS = 10_000;
    private static final int LIMITS = Used.values().length;

    private final LongSupplier nanoTime;
    private final Cache<Long, Counts> apps =
            Caffeine.newBuilder().maximumSize(MAX_APPS).build();

    public AppCounts() {
        this(System::nanoTime);
    }

    AppCounts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Counts what was let through. */
    void used(long appId, Used what, int count) {
        count(appId, what.ordinal(), count);
    }

    void refused(long appId, Refusal why) {
        count(appId, LIMITS + why.ordinal(), 1);
    }

    private void count(long appId, int index, int count) {
        long now = nanoTime.getAsLong();
        apps.get(appId, id -> new Counts()).of(index, now).add(now, count);
    }

    /** Those of which something is counted. */
    public Set<Long> apps() {
        return Set.copyOf(apps.asMap().keySet());
    }

    /** How much was let through a second, in the last 5 to 10 s; what never was is missing. */
    public Map<Used, Double> perSecond(long appId) {
        Map<Used, Double> rates = new EnumMap<>(Used.class);
        Counts counts = apps.getIfPresent(appId);
        long now = nanoTime.getAsLong();
        for (Used what : Used.values()) {
            RollingCount count = counts == null ? null : counts.get(what.ordinal());
            if (count != null) {
                rates.put(what, count.perSecond(now));
            }
        }
        return rates;
    }

    /** What was refused; what never was is missing. */
    public Map<Refusal, Refusals> refusals(long appId) {
        Map<Refusal, Refusals> refusals = new EnumMap<>(Refusal.class);
        Counts counts = apps.getIfPresent(appId);
        long now = nanoTime.getAsLong();
        for (Refusal why : Refusal.values()) {
            RollingCount count = counts == null ? null : counts.get(LIMITS + why.ordinal());
            if (count != null) {
                refusals.put(why, new Refusals(count.lastMinute(now), count.total()));
            }
        }
        return refusals;
    }

    /**
     * How often something was refused.
     *
     * @param lastMinute in the last 60 to 65 s
     * @param sinceStart since this gateway started
     */
    public record Refusals(long lastMinute, long sinceStart) {}

    /** Those of one app, made when they are needed: most apps are refused nothing. */
    private static final class Counts {
        private final AtomicReferenceArray<@Nullable RollingCount> counts =
                new AtomicReferenceArray<>(LIMITS + Refusal.values().length);

        @Nullable
        RollingCount get(int index) {
            return counts.get(index);
        }

        RollingCount of(int index, long now) {
            RollingCount count = counts.get(index);
            if (count != null) {
                return count;
            }
            RollingCount mine = new RollingCount(now);
            RollingCount first = counts.compareAndExchange(index, null, mine);
            return first == null ? mine : first;
        }
    }
}
