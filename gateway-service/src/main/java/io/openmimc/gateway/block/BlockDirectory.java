package io.openmimc.gateway.block;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.openmimc.kit.account.AccountEvents;
import io.openmimc.kit.batch.Questions;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Topics;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.BlockedByAccount;
import io.openmimc.proto.accounts.BlockedRequest;
import io.openmimc.proto.accounts.BlockedResponse;
import io.openmimc.proto.events.AccountChanged;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who has blocked whom, from account-service. An answer is kept until an event tells that it changed, and only while events
 * are followed without a gap; else account-service is asked for each message. At most {@link #MAX_KEPT} accounts are kept,
 * for {@link #KEPT_FOR}. docs/adr/0011-blocks-by-event.md
 */
@Singleton
public class BlockDirectory {
    /** Accounts that have blocked at most a few others, of some 120 bytes each; one with a full list counts for 63. */
    static final int MAX_KEPT = 200_000;

    static final Duration KEPT_FOR = Duration.ofMinutes(10);
    /** How long ago a call may have begun whose answer is as good as that of one of our own, were there no events. */
    static final Duration JOINABLE = Duration.ofMillis(500);

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** A push to many asks for many at once. 100 uuids are what account-service answers in one call. */
    private static final Questions.Limits QUESTIONS = new Questions.Limits(4, 100, 10_000, TIMEOUT);

    private static final Object ALL_TOGETHER = new Object();

    private record Loading(long startNanos, CompletableFuture<Blocked> blocked) {}

    private final Loader loader;
    private final Supplier<@Nullable Object> unbroken;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<Long, Loading> loading = new ConcurrentHashMap<>();
    private final Cache<Long, Blocked> kept = Caffeine.newBuilder()
            .maximumWeight(MAX_KEPT)
            .weigher((Long uuid, Blocked blocked) -> blocked.weight())
            .expireAfterWrite(KEPT_FOR)
            .recordStats()
            .build();

    @Inject
    BlockDirectory(
            @GrpcClient("accounts") Channel accounts,
            Reconnect reconnect,
            AccountEvents events,
            TopicSetup topics,
            MeterRegistry metrics) {
        this(over(reconnect.watch(accounts), metrics), events::unbroken, System::nanoTime);
        // Who follows it cannot begin, and nothing is kept, before it is there.
        var unused = topics.ensure(List.of(Topics.ACCOUNTS));
        CaffeineCacheMetrics.monitor(metrics, kept, "blocks");
        events.listen(this::changed);
        events.onInterruption(this::interrupted);
    }

    BlockDirectory(Loader loader, Supplier<@Nullable Object> unbroken, LongSupplier nanoTime) {
        this.loader = loader;
        this.unbroken = unbroken;
        this.nanoTime = nanoTime;
    }

    /**
     * Whether an account has blocked another.
     *
     * @return fails with {@link ImException} UNAVAILABLE if that cannot be known now
     */
    public CompletionStage<Boolean> hasBlocked(long uuid, long other) {
        Blocked known = kept.getIfPresent(uuid);
        return known != null
                ? CompletableFuture.completedStage(known.contains(other))
                : load(uuid).thenApply(blocked -> blocked.contains(other));
    }

    /** One call at a time for an account, whoever asks. */
    private CompletableFuture<Blocked> load(long uuid) {
        Object since = unbroken.get(); // before the call: what changes after it is told
        var mine = new Loading(nanoTime.getAsLong(), new CompletableFuture<>());
        Loading running = loading.compute(
                uuid,
                (key, other) ->
                        other != null && mine.startNanos - other.startNanos < JOINABLE.toNanos() ? other : mine);
        if (running != mine) {
            return running.blocked;
        }
        loader.load(uuid).whenComplete((blocked, failure) -> {
            loading.computeIfPresent(uuid, (key, current) -> {
                if (current != mine) {
                    return current; // an event meanwhile made this answer an old one: it must not be kept
                }
                if (failure == null && since != null && since == unbroken.get()) {
                    kept.put(uuid, blocked);
                }
                return null;
            });
            if (failure == null) {
                mine.blocked.complete(blocked);
            } else {
                mine.blocked.completeExceptionally(Failures.cause(failure));
            }
        });
        return mine.blocked;
    }

    void changed(AccountChanged event) {
        if (event.getChange() != AccountChanged.Change.CREATED) {
            long uuid = event.getAccount().getUuid();
            loading.remove(uuid); // first: its answer is not kept then, or was before and goes now
            kept.invalidate(uuid);
        }
    }

    void interrupted() {
        loading.clear();
        kept.invalidateAll();
    }

    private static Loader over(Channel accounts, MeterRegistry metrics) {
        AccountsGrpc.AccountsFutureStub stub = AccountsGrpc.newFutureStub(accounts);
        Questions<Long, Blocked> questions =
                new Questions<>("account-service", QUESTIONS, uuid -> ALL_TOGETHER, uuids -> Rpc.stage(
                                "account-service",
                                stub.withWaitForReady()
                                        .withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                        .blocked(BlockedRequest.newBuilder()
                                                .addAllUuids(uuids)
                                                .build()))
                        .thenApply(response -> blocked(uuids, response)));
        questions.measure(metrics, "blocks");
        return questions::ask;
    }

    /** Those that have blocked nobody may be missing in the response. */
    private static List<Blocked> blocked(List<Long> uuids, BlockedResponse response) {
        Map<Long, Blocked> found = response.getAccountsList().stream()
                .collect(Collectors.toMap(BlockedByAccount::getUuid, account -> Blocked.of(account.getBlockedList())));
        return uuids.stream()
                .map(uuid -> found.getOrDefault(uuid, Blocked.NOBODY))
                .toList();
    }

    /** Asks account-service whom an account has blocked. */
    @FunctionalInterface
    interface Loader {
        CompletionStage<Blocked> load(long uuid);
    }
}
