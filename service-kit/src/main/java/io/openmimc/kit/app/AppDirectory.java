package io.openmimc.kit.app;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.events.AppChanged;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of apps, from account-service. An answer is used for {@link #FRESH_FOR}. One that is only older than that
 * still serves at once, for up to {@link #KEPT_FOR}, while a new one is fetched. One that an event overtook, so that a
 * secret or tokens in it may have been revoked, serves only if account-service does not answer.
 */
@Singleton
public class AppDirectory {
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

    private final AppLoader loader;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<Long, CompletableFuture<AppSettings>> loading = new ConcurrentHashMap<>();
    private final Cache<Long, Entry> entries =
            Caffeine.newBuilder().maximumSize(MAX_APPS).recordStats().build();
    private final Cache<Long, Refusal> refusals =
            Caffeine.newBuilder().maximumSize(MAX_APPS).build();

    @Inject
    AppDirectory(@GrpcClient("accounts") Channel accounts, AppEvents events, MeterRegistry metrics) {
        this(AppLoader.over(Reconnect.watch(accounts)), System::nanoTime);
        CaffeineCacheMetrics.monitor(metrics, entries, "apps");
        events.listen(this::changed);
        events.onInterruption(this::invalidateAll);
    }

    AppDirectory(AppLoader loader, LongSupplier nanoTime) {
        this.loader = loader;
        this.nanoTime = nanoTime;
    }

    /**
     * The settings of an app. They may be old by their age, never by a change that an event has told of, unless
     * account-service does not answer.
     *
     * @return fails with {@link ImException}: NOT_FOUND if there is no such app, UNAVAILABLE if that cannot be known now
     */
    public CompletionStage<AppSettings> settings(long appId) {
        Entry entry = kept(appId);
        if (entry == null || entry.overtaken) {
            return confirmed(appId);
        }
        if (!entry.fresh(nanoTime.getAsLong()) && refusal(appId) == null) {
            var unused = reload(appId, KNOWN_TIMEOUT);
        }
        return CompletableFuture.completedStage(entry.settings);
    }

    /**
     * The settings of an app whose key and secret these are. An answer that is outdated, if only by its age, is not
     * believed while account-service can be asked: the event of a revoked secret may have been missed.
     *
     * @return fails with {@link ImException}: UNAUTHORIZED, with the same message for an unknown app and a wrong secret;
     *     UNAVAILABLE
     */
    public CompletionStage<AppSettings> authenticate(long appId, String appKey, String appSecret) {
        return confirmed(appId)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                        Failures.is(failure, ErrorCode.NOT_FOUND) ? AppSecrets.refusal() : failure))
                .thenApply(app -> {
                    if (!AppSecrets.match(app, appKey, appSecret)) {
                        throw AppSecrets.refusal();
                    }
                    return app;
                });
    }

    /** Asks account-service again at the next use; the old answer only serves while it is away. */
    void invalidate(long appId) {
        outdate(appId, Entry::overtake);
    }

    void changed(long appId, AppChanged.Change change) {
        outdate(appId, change == AppChanged.Change.DELETED ? entry -> null : Entry::overtake);
    }

    private void invalidateAll() {
        entries.asMap().keySet().forEach(this::invalidate);
    }

    private void outdate(long appId, Function<Entry, @Nullable Entry> change) {
        loading.compute(appId, (id, running) -> {
            entries.asMap().computeIfPresent(appId, (key, entry) -> change.apply(entry));
            refusals.invalidate(appId);
            return null; // what is on its way may be the old state
        });
    }

    /** A fresh answer, be it asked for, or an old one if account-service does not answer. */
    private CompletionStage<AppSettings> confirmed(long appId) {
        Entry entry = kept(appId);
        if (entry != null && entry.fresh(nanoTime.getAsLong())) {
            return CompletableFuture.completedStage(entry.settings);
        }
        Throwable refusal = refusal(appId);
        return refusal != null
                ? oldOr(appId, refusal)
                : reload(appId, entry == null ? TIMEOUT : KNOWN_TIMEOUT)
                        .exceptionallyCompose(failure -> oldOr(appId, failure));
    }

    private CompletionStage<AppSettings> oldOr(long appId, Throwable failure) {
        Entry old = kept(appId);
        return old != null && !Failures.is(failure, ErrorCode.NOT_FOUND)
                ? CompletableFuture.completedStage(old.settings)
                : CompletableFuture.failedStage(failure);
    }

    private @Nullable Entry kept(long appId) {
        Entry entry = entries.getIfPresent(appId);
        return entry != null && entry.younger(KEPT_FOR, nanoTime.getAsLong()) ? entry : null;
    }

    private @Nullable Throwable refusal(long appId) {
        Refusal refusal = refusals.getIfPresent(appId);
        return refusal != null && nanoTime.getAsLong() - refusal.untilNanos < 0 ? refusal.why : null;
    }

    /** One call at a time for an app, whoever asks. Its stage fails with ImException itself, never with a wrapped one. */
    private CompletableFuture<AppSettings> reload(long appId, Duration timeout) {
        CompletableFuture<AppSettings> mine = new CompletableFuture<>();
        CompletableFuture<AppSettings> running = loading.putIfAbsent(appId, mine);
        if (running != null) {
            return running;
        }
        loader.load(appId, timeout).whenComplete((settings, failure) -> {
            loading.computeIfPresent(appId, (id, current) -> {
                if (current != mine) {
                    return current; // an invalidation meanwhile made this answer an old one: it must not be kept
                }
                keep(appId, settings, failure);
                return null;
            });
            if (failure == null) {
                mine.complete(settings);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private void keep(long appId, @Nullable AppSettings settings, @Nullable Throwable failure) {
        long now = nanoTime.getAsLong();
        if (settings != null) {
            entries.put(appId, new Entry(settings, now, false));
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
    private record Entry(AppSettings settings, long loadedNanos, boolean overtaken) {
        boolean fresh(long nowNanos) {
            return !overtaken && younger(FRESH_FOR, nowNanos);
        }

        boolean younger(Duration age, long nowNanos) {
            return nowNanos - loadedNanos < age.toNanos();
        }

        Entry overtake() {
            return new Entry(settings, loadedNanos, true);
        }
    }

    private record Refusal(Throwable why, long untilNanos) {}
}
