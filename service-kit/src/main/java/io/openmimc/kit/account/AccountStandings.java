package io.openmimc.kit.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.openmimc.kit.batch.Questions;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AccountStanding;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.StandingsRequest;
import io.openmimc.proto.accounts.StandingsResponse;
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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts are banned, and which of their tokens were revoked, from account-service. An answer is believed for
 * {@link #BELIEVED_FOR} while events are followed without a gap, and until one of them tells of a change; else
 * account-service is asked each time. While that does not answer, what was known last holds for {@link #KEPT_FOR}, and of
 * whom nothing is known is assumed to be in good standing. At most {@link #MAX_KEPT} accounts are kept.
 * docs/adr/0021-standings-by-event.md
 */
@Singleton
public class AccountStandings {
    /** Of some 150 bytes each. */
    static final int MAX_KEPT = 200_000;

    static final Duration BELIEVED_FOR = Duration.ofMinutes(10);
    static final Duration KEPT_FOR = Duration.ofHours(1);
    /** How long account-service is not asked again after it did not answer. */
    static final Duration FAILED_FOR = Duration.ofMillis(500);

    /** Short: somebody waits who will be let in all the same. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final Questions.Limits QUESTIONS = new Questions.Limits(4, 1_000, 20_000, TIMEOUT);
    private static final Object ALL_TOGETHER = new Object();
    private static final Logger LOG = Logger.getLogger(AccountStandings.class);

    /** @param since the stream of events that was followed from before it was asked for; null: none was */
    private record Entry(Standing standing, @Nullable Object since, long askedNanos) {}

    private final Loader loader;
    private final Supplier<@Nullable Object> unbroken;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<Long, CompletableFuture<Standing>> loading = new ConcurrentHashMap<>();
    private final Cache<Long, Entry> known = Caffeine.newBuilder()
            .maximumSize(MAX_KEPT)
            .expireAfterWrite(KEPT_FOR)
            .recordStats()
            .build();
    private volatile @Nullable Long failedNanos;

    @Inject
    AccountStandings(
            @GrpcClient("accounts") Channel accounts,
            Reconnect reconnect,
            AccountEvents events,
            MeterRegistry metrics) {
        this(over(reconnect.watch(accounts), metrics), events::unbroken, System::nanoTime);
        CaffeineCacheMetrics.monitor(metrics, known, "standings");
        events.listen(this::changed);
    }

    AccountStandings(Loader loader, Supplier<@Nullable Object> unbroken, LongSupplier nanoTime) {
        this.loader = loader;
        this.unbroken = unbroken;
        this.nanoTime = nanoTime;
    }

    /** The standing of an account; good for a uuid that is none. Never fails. From any thread, done at once if it is known. */
    public CompletionStage<Standing> of(long uuid) {
        Entry entry = known.getIfPresent(uuid);
        if (entry != null && fresh(entry)) {
            return CompletableFuture.completedStage(entry.standing);
        }
        Long failed = failedNanos;
        return failed != null && nanoTime.getAsLong() - failed < FAILED_FOR.toNanos()
                ? CompletableFuture.completedStage(assumed(entry))
                : load(uuid);
    }

    /**
     * As {@link #of}, for who acts as the account.
     *
     * @param field by which the caller named it
     * @return fails with {@link ImException} FORBIDDEN if it is banned
     */
    public CompletionStage<Standing> notBanned(String field, long uuid) {
        return of(uuid).thenApply(standing -> {
            if (standing.banned()) {
                throw banned(field);
            }
            return standing;
        });
    }

    /** The refusal of everything that a banned account does. */
    public static ImException banned(String field) {
        return new ImException(ErrorCode.FORBIDDEN, field + ": the account is banned");
    }

    private boolean fresh(Entry entry) {
        return entry.since != null
                && entry.since == unbroken.get()
                && nanoTime.getAsLong() - entry.askedNanos < BELIEVED_FOR.toNanos();
    }

    private static Standing assumed(@Nullable Entry entry) {
        return entry == null ? Standing.UNKNOWN : entry.standing.asAssumed();
    }

    /** One call at a time for an account, whoever asks. */
    private CompletableFuture<Standing> load(long uuid) {
        CompletableFuture<Standing> mine = new CompletableFuture<>();
        CompletableFuture<Standing> running = loading.putIfAbsent(uuid, mine);
        if (running != null) {
            return running;
        }
        Object since = unbroken.get(); // before the call: what changes after it is told
        loader.load(uuid).whenComplete((answer, failure) -> {
            Standing standing = failure == null ? keep(uuid, answer, since) : failed(uuid, failure);
            loading.remove(uuid, mine);
            mine.complete(standing);
        });
        return mine;
    }

    private Standing keep(long uuid, Standing answer, @Nullable Object since) {
        failedNanos = null;
        return merge(uuid, answer, since);
    }

    private Standing failed(long uuid, Throwable failure) {
        if (failedNanos == null) {
            LOG.warnf(
                    "standings of accounts are assumed for now reason=%s",
                    Failures.cause(failure).getMessage());
        }
        failedNanos = nanoTime.getAsLong();
        return assumed(known.getIfPresent(uuid));
    }

    /** An event may overtake an answer, or come late: whichever has the larger version is the later one. */
    private Standing merge(long uuid, Standing heard, @Nullable Object since) {
        Entry kept = known.asMap().compute(uuid, (key, entry) -> {
            Standing later = entry != null && entry.standing.version() > heard.version() ? entry.standing : heard;
            return new Entry(later, since, nanoTime.getAsLong());
        });
        return kept.standing;
    }

    void changed(AccountChanged event) {
        long uuid = event.getAccount().getUuid();
        if (event.getChange() == AccountChanged.Change.STANDING) {
            var told = event.getStanding();
            merge(
                    uuid,
                    new Standing(told.getVersion(), told.getBanned(), told.getTokenGeneration(), false),
                    unbroken.get());
        } else if (event.getChange() == AccountChanged.Change.DELETED) {
            known.invalidate(uuid);
        }
    }

    private static Loader over(Channel accounts, MeterRegistry metrics) {
        AccountsGrpc.AccountsFutureStub stub = AccountsGrpc.newFutureStub(accounts);
        Questions<Long, Standing> questions =
                new Questions<>("account-service", QUESTIONS, uuid -> ALL_TOGETHER, uuids -> Rpc.stage(
                                "account-service",
                                stub.withWaitForReady()
                                        .withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                        .standings(StandingsRequest.newBuilder()
                                                .addAllUuids(uuids)
                                                .build()))
                        .thenApply(response -> standings(uuids, response)));
        questions.measure(metrics, "standings");
        return questions::ask;
    }

    private static List<Standing> standings(List<Long> uuids, StandingsResponse response) {
        Map<Long, Standing> found = response.getAccountsList().stream()
                .collect(Collectors.toMap(
                        AccountStanding::getUuid,
                        each -> new Standing(each.getVersion(), each.getBanned(), each.getTokenGeneration(), false)));
        return uuids.stream()
                .map(uuid -> found.getOrDefault(uuid, Standing.GOOD))
                .toList();
    }

    /** Asks account-service for the standing of an account. */
    @FunctionalInterface
    interface Loader {
        CompletionStage<Standing> load(long uuid);
    }
}
