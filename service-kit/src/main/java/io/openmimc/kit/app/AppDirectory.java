package io.openmimc.kit.app;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.AppsGrpc;
import io.openmimc.proto.accounts.SettingsRequest;
import io.openmimc.proto.events.AppChanged;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of apps, from account-service. An answer is used for {@link #FRESH_FOR}, less if an event tells of a change;
 * while account-service is away an older one serves for up to {@link #KEPT_FOR}.
 */
@Singleton
public class AppDirectory {
    static final Duration FRESH_FOR = Duration.ofSeconds(60);
    static final Duration KEPT_FOR = Duration.ofHours(1);
    /** How long an unknown app stays unknown without asking again. */
    static final Duration ABSENT_FOR = Duration.ofSeconds(2);

    private static final int MAX_APPS = 10_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final LongFunction<CompletableFuture<AppSettings>> load;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<Long, CompletableFuture<AppSettings>> loading = new ConcurrentHashMap<>();
    private final Cache<Long, Entry> entries = Caffeine.newBuilder()
            .maximumSize(MAX_APPS)
            .expireAfterWrite(KEPT_FOR)
            .recordStats()
            .build();
    private final Cache<Long, ImException> absent = Caffeine.newBuilder()
            .maximumSize(MAX_APPS)
            .expireAfterWrite(ABSENT_FOR)
            .build();

    @Inject
    AppDirectory(@GrpcClient("accounts") Channel accounts, AppEvents events, MeterRegistry metrics) {
        this(loadOver(Reconnect.watch(accounts)), System::nanoTime);
        CaffeineCacheMetrics.monitor(metrics, entries, "apps");
        events.listen(this::changed);
        events.onInterruption(this::invalidateAll);
    }

    AppDirectory(LongFunction<CompletableFuture<AppSettings>> load, LongSupplier nanoTime) {
        this.load = load;
        this.nanoTime = nanoTime;
    }

    /**
     * The settings of an app.
     *
     * @return fails with {@link ImException}: NOT_FOUND if there is no such app, UNAVAILABLE if that cannot be known now
     */
    public CompletionStage<AppSettings> settings(long appId) {
        Entry entry = entries.getIfPresent(appId);
        if (entry != null && entry.fresh(nanoTime.getAsLong())) {
            return CompletableFuture.completedStage(entry.settings());
        }
        ImException unknown = absent.getIfPresent(appId);
        if (unknown != null) {
            return CompletableFuture.failedStage(unknown);
        }
        return reload(appId).exceptionallyCompose(failure -> {
            Entry old = entries.getIfPresent(appId);
            return old != null && !Failures.is(failure, ErrorCode.NOT_FOUND)
                    ? CompletableFuture.completedStage(old.settings())
                    : CompletableFuture.failedStage(failure);
        });
    }

    /**
     * The settings of an app whose key and secret these are.
     *
     * @return fails with {@link ImException}: UNAUTHORIZED, with the same message for an unknown app and a wrong secret;
     *     UNAVAILABLE
     */
    public CompletionStage<AppSettings> authenticate(long appId, String appKey, String appSecret) {
        return settings(appId)
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
    public void invalidate(long appId) {
        absent.invalidate(appId);
        loading.remove(appId); // what is on its way may be the old state
        entries.asMap().computeIfPresent(appId, (id, entry) -> new Entry(entry.settings(), null));
    }

    private void changed(long appId, AppChanged.Change change) {
        if (change == AppChanged.Change.DELETED) {
            loading.remove(appId);
            entries.invalidate(appId);
        } else {
            invalidate(appId);
        }
    }

    private void invalidateAll() {
        entries.asMap().keySet().forEach(this::invalidate);
    }

    /** One call at a time for an app, whoever asks. Its stage fails with ImException itself, never with a wrapped one. */
    private CompletableFuture<AppSettings> reload(long appId) {
        CompletableFuture<AppSettings> mine = new CompletableFuture<>();
        CompletableFuture<AppSettings> running = loading.putIfAbsent(appId, mine);
        if (running != null) {
            return running;
        }
        load.apply(appId).whenComplete((settings, failure) -> {
            // Only who is still in the table may write: an invalidation meanwhile made this answer an old one.
            boolean current = loading.remove(appId, mine);
            if (failure != null) {
                if (Failures.cause(failure) instanceof ImException refusal && refusal.code() == ErrorCode.NOT_FOUND) {
                    entries.invalidate(appId);
                    absent.put(appId, refusal);
                }
                mine.completeExceptionally(failure);
                return;
            }
            if (current) {
                entries.put(appId, new Entry(settings, nanoTime.getAsLong()));
            }
            mine.complete(settings);
        });
        return mine;
    }

    private static LongFunction<CompletableFuture<AppSettings>> loadOver(Channel accounts) {
        AppsGrpc.AppsFutureStub stub = AppsGrpc.newFutureStub(accounts);
        return appId -> Rpc.stage(
                "account-service",
                stub.withWaitForReady()
                        .withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .settings(SettingsRequest.newBuilder().setAppId(appId).build()));
    }

    /** @param loadedNanos null: known to be outdated */
    private record Entry(AppSettings settings, @Nullable Long loadedNanos) {
        boolean fresh(long nowNanos) {
            return loadedNanos != null && nowNanos - loadedNanos < FRESH_FOR.toNanos();
        }
    }
}
