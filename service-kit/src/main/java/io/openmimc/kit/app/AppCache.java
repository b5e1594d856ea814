package io.openmimc.kit.app;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.AppChanged;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What account-service tells of apps, kept up to date by events. An answer is used for {@link #FRESH_FOR}. One that is only older than that
 * still serves at once, for up to {@link #KEPT_FOR}, while a new one is fetched. One that an event overtook, so that a
 * secret or tokens in it may have been revoked, serves only if account-service does not answer.
 */
public final class AppCache<T> {
    static final Duration FRESH_FOR = Duration.ofSeconds(60);
    static final Duration KEPT_FOR = Duration.ofHours(1);
    /** How long an unknown app stays unknown without asking again. */
    static final Duration ABSENT_FOR = Duration.ofSeconds(2);
    /** How long account-service is not asked again for an app after it did not answer. */
    static final Duration FAILED_FOR = Duration.ofMillis(500);

    private static final int MAX_APPS = 10_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** For an app with an old answer to fall back on: somebody may be waiting for it. */
    private static final Duration KNOWN_TIMEOUT = Duration.ofSeconds(1);

    private final AppLoader<T> loader;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<Long, CompletableFuture<T>> loading = new ConcurrentHashMap<>();
    private final Cache<Long, Entry<T>> entries =
            Caffeine.newBuilder().maximumSize(MAX_APPS).recordStats().build();
    private final Cache<Long, Refusal> refusals =
            Caffeine.newBuilder().maximumSize(MAX_APPS).build();

    /**
     * A cache that follows the events of apps.
     *
     * @param name of its metrics
     */
    public AppCache(String name, AppLoader<T> loader, AppEvents events, MeterRegistry metrics) {
        this(loader, System::nanoTime);
        CaffeineCacheMetrics.monitor(metrics, entries, name);
        events.listen(this::changed);
        events.onInterruption(this::invalidateAll);
    }

    AppCache(AppLoader<T> loader, LongSupplier nanoTime) {
        this.loader = loader;
        this.nanoTime = nanoTime;
    }

    /**
     * What is known of an app. It may be old by its age, never by a change that an event has told of, unless
     * account-service does not answer.
     *
     * @return fails with {@link ImException}: NOT_FOUND if there is no such app, UNAVAILABLE if that cannot be known now
     */
    public CompletionStage<T> get(long appId) {
        Entry<T> entry = kept(appId);
        if (entry == null || entry.overtaken) {
            return confirmed(appId);
        }
        if (!entry.fresh(nanoTime.getAsLong()) && refusal(appId) == null) {
            var unused = reload(appId, KNOWN_TIMEOUT);
        }
        return CompletableFuture.completedStage(entry.answer);
    }

    /** Asks account-service again at the next use; the old answer only serves while it is away. */
    void invalidate(long appId) {
        outdate(appId, Entry<T>::overtake);
    }

    void changed(long appId, AppChanged.Change change) {
        outdate(appId, change == AppChanged.Change.DELETED ? entry -> null : Entry<T>::overtake);
    }

    private void invalidateAll() {
        entries.asMap().keySet().forEach(this::invalidate);
    }

    private void outdate(long appId, Function<Entry<T>, @Nullable Entry<T>> change) {
        loading.compute(appId, (id, running) -> {
            entries.asMap().computeIfPresent(appId, (key, entry) -> change.apply(entry));
            refusals.invalidate(appId);
            return null; // what is on its way may be the old state
        });
    }

    /**
     * A fresh answer, be it asked for, or an old one if account-service does not answer; for when an event may have been
     * missed that must not be.
     *
     * @return fails as {@link #get}
     */
    public CompletionStage<T> confirmed(long appId) {
        Entry<T> entry = kept(appId);
        if (entry != null && entry.fresh(nanoTime.getAsLong())) {
            return CompletableFuture.completedStage(entry.answer);
        }
        Throwable refusal = refusal(appId);
        return refusal != null
                ? oldOr(appId, refusal)
                : reload(appId, entry == null ? TIMEOUT : KNOWN_TIMEOUT)
                        .exceptionallyCompose(failure -> oldOr(appId, failure));
    }

    private CompletionStage<T> oldOr(long appId, Throwable failure) {
        Entry<T> old = kept(appId);
        return old != null && !Failures.is(failure, ErrorCode.NOT_FOUND)
                ? CompletableFuture.completedStage(old.answer)
                : CompletableFuture.failedStage(failure);
    }

    private @Nullable Entry<T> kept(long appId) {
        Entry<T> entry = entries.getIfPresent(appId);
        return entry != null && entry.younger(KEPT_FOR, nanoTime.getAsLong()) ? entry : null;
    }

    private @Nullable Throwable refusal(long appId) {
        Refusal refusal = refusals.getIfPresent(appId);
        return refusal != null && nanoTime.getAsLong() - refusal.untilNanos < 0 ? refusal.why : null;
    }

    /** One call at a time for an app, whoever asks. Its stage fails with ImException itself, never with a wrapped one. */
    private CompletableFuture<T> reload(long appId, Duration timeout) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> running = loading.putIfAbsent(appId, mine);
        if (running != null) {
            return running;
        }
        Failures.caught(() -> loader.load(appId, timeout)).whenComplete((answer, failure) -> {
            loading.computeIfPresent(appId, (id, current) -> {
                if (current != mine) {
                    return current; // an invalidation meanwhile made this answer an old one: it must not be kept
                }
                keep(appId, answer, failure);
                return null;
            });
            if (failure == null) {
                mine.complete(answer);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private void keep(long appId, @Nullable T answer, @Nullable Throwable failure) {
        long now = nanoTime.getAsLong();
        if (answer != null) {
            entries.put(appId, new Entry<>(answer, now, false));
            refusals.invalidate(appId);
        } else if (failure != null) {
            boolean absent = Failures.is(failure, ErrorCode.NOT_FOUND);
            if (absent) {
                entries.invalidate(appId);
            }
            refusals.put(appId, new Refusal(failure, now + (absent ? ABSENT_FOR : FAILED_FOR).toNanos()));
        }
    }

    /** @param overtaken an event told of a change since */
    private record Entry<T>(T answer, long loadedNanos, boolean overtaken) {
        boolean fresh(long nowNanos) {
            return !overtaken && younger(FRESH_FOR, nowNanos);
        }

        boolean younger(Duration age, long nowNanos) {
            return nowNanos - loadedNanos < age.toNanos();
        }

        Entry<T> overtake() {
            return new Entry<>(answer, loadedNanos, true);
        }
    }

    private record Refusal(Throwable why, long untilNanos) {}
}
