package io.openmimc.kit.account;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.openmimc.kit.app.AppEvents;
import io.openmimc.kit.batch.Questions;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.ResolveRequest;
import io.openmimc.proto.accounts.ResolveResponse;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.AppChanged;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The uuids of accounts, from account-service. Only what exists is kept, so an account that comes into being is seen at
 * once; at most {@link #MAX_CACHED}, for {@link #CACHED_FOR}, a temporary account no longer than it lives.
 */
@Singleton
public class AccountDirectory {
    static final int MAX_CACHED = 100_000;
    static final Duration CACHED_FOR = Duration.ofMinutes(10);

    private static final int MAX_BATCH = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** A thousand accounts that are new to this process at once must not become a thousand calls. */
    private static final Questions.Limits QUESTIONS = new Questions.Limits(4, 200, 10_000, TIMEOUT);

    private final Resolver resolver;
    private final Questions<AccountKey, FoundAccount> questions;
    /** Holds calls under way too: however many ask for an account at once, one call is made. */
    private final AsyncCache<AccountKey, FoundAccount> accounts = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfter(Expiry.writing((AccountKey key, FoundAccount account) -> cachedFor(account)))
            .recordStats()
            .buildAsync();
    /** How often something was taken out because it had ended, or might have. */
    private final AtomicLong ends = new AtomicLong();

    @Inject
    AccountDirectory(
            @GrpcClient("accounts") Channel accounts,
            Reconnect reconnect,
            AppEvents apps,
            AccountEvents events,
            MeterRegistry metrics) {
        this(resolveOver(reconnect.watch(accounts)));
        CaffeineCacheMetrics.monitor(metrics, this.accounts, "accounts");
        questions.measure(metrics, "accounts");
        apps.listen((appId, change) -> {
            if (change == AppChanged.Change.DELETED) {
                forgetApp(appId);
            }
        });
        events.listen(event -> {
            if (event.getChange() == AccountChanged.Change.DELETED) {
                gone(event.getAppId(), event.getAccount());
            }
        });
        events.onInterruption(this::forgetTemporary);
    }

    AccountDirectory(Resolver resolver) {
        this.resolver = resolver;
        questions = new Questions<>(
                "account-service",
                QUESTIONS,
                AccountKey::appId,
                keys -> resolver.resolve(
                        keys.get(0).appId(),
                        keys.stream().map(AccountKey::account).toList(),
                        true));
    }

    private static Duration cachedFor(FoundAccount account) {
        Duration lives = Duration.ofMillis(account.livesMs());
        return account.temporary() && lives.compareTo(CACHED_FOR) < 0 ? lives : CACHED_FOR;
    }

    /** The name may be another account's already; an answer that is on its way may be older than the event. */
    void gone(long appId, AccountRef account) {
        ends.incrementAndGet();
        accounts.asMap()
                .computeIfPresent(
                        new AccountKey(appId, account.getAccount()),
                        (key, known) -> isKnown(known) && known.join().uuid() != account.getUuid() ? known : null);
    }

    void forgetApp(long appId) {
        ends.incrementAndGet();
        accounts.asMap().keySet().removeIf(key -> key.appId() == appId);
    }

    /** Those that stay need no event but that of their app, which is known by its own stream. */
    void forgetTemporary() {
        ends.incrementAndGet();
        accounts.asMap()
                .values()
                .removeIf(known -> !isKnown(known) || known.join().temporary());
    }

    private static boolean isKnown(CompletableFuture<FoundAccount> answer) {
        return answer.isDone() && !answer.isCompletedExceptionally();
    }

    /**
     * The uuid of an account, which is created if there is none.
     *
     * @return fails with {@link ImException}: BAD_REQUEST for a name that is none, NOT_FOUND for an unknown app,
     *     UNAVAILABLE
     */
    public CompletionStage<Long> uuid(long appId, String account) {
        return account(appId, account).thenApply(FoundAccount::uuid);
    }

    /** An account, which is created if there is none; fails as {@link #uuid}. */
    public CompletionStage<FoundAccount> account(long appId, String account) {
        try {
            AccountName.check("account", account);
        } catch (ImException e) {
            return CompletableFuture.failedStage(e);
        }
        return accounts.get(new AccountKey(appId, account), (key, executor) -> questions.ask(key));
    }

    /**
     * The uuids of those accounts that exist; absent ones are missing in the answer, none is created.
     *
     * @return fails with {@link ImException}: BAD_REQUEST, NOT_FOUND for an unknown app, UNAVAILABLE
     */
    public CompletionStage<Map<String, Long>> find(long appId, Collection<String> accounts) {
        return resolve(appId, accounts, false);
    }

    /**
     * The uuids of accounts; those that have none get one.
     *
     * @return fails with {@link ImException}: BAD_REQUEST for a name that is none, NOT_FOUND for an unknown app,
     *     UNAVAILABLE, where some may have been created
     */
    public CompletionStage<Map<String, Long>> uuids(long appId, Collection<String> accounts) {
        return resolve(appId, accounts, true);
    }

    private CompletionStage<Map<String, Long>> resolve(long appId, Collection<String> names, boolean create) {
        Map<String, Long> known = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            FoundAccount account = accounts.synchronous().getIfPresent(new AccountKey(appId, name));
            if (account == null) {
                missing.add(name);
            } else {
                known.put(name, account.uuid());
            }
        }
        CompletionStage<Map<String, Long>> answer = CompletableFuture.completedStage(known);
        for (int from = 0; from < missing.size(); from += MAX_BATCH) {
            List<String> batch = missing.subList(from, Math.min(from + MAX_BATCH, missing.size()));
            answer = answer.thenCompose(found -> resolve(appId, batch, create, found));
        }
        return answer;
    }

    private CompletionStage<Map<String, Long>> resolve(
            long appId, List<String> batch, boolean create, Map<String, Long> found) {
        long since = ends.get(); // before the call: what ends after it is counted
        return resolver.resolve(appId, batch, create).thenApply(answered -> {
            for (int i = 0; i < batch.size(); i++) {
                FoundAccount account = answered.get(i);
                if (account.uuid() != 0) {
                    found.put(batch.get(i), account.uuid());
                    keep(new AccountKey(appId, batch.get(i)), account, since);
                }
            }
            return found;
        });
    }

    /**
     * Unless something has ended since the call began: the answer may be older than that. Both look at the count under the lock
     * of the key's place, or count before they ask for that lock, so neither comes in between the other.
     */
    private void keep(AccountKey key, FoundAccount account, long since) {
        accounts.asMap()
                .compute(
                        key, (same, known) -> ends.get() == since ? CompletableFuture.completedFuture(account) : known);
    }

    private static Resolver resolveOver(Channel accounts) {
        AccountsGrpc.AccountsFutureStub stub = AccountsGrpc.newFutureStub(accounts);
        return (appId, names, create) -> Rpc.stage(
                        "account-service",
                        stub.withWaitForReady()
                                .withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .resolve(ResolveRequest.newBuilder()
                                        .setAppId(appId)
                                        .addAllAccounts(names)
                                        .setCreate(create)
                                        .build()))
                .thenApply(response -> {
                    if (response.getUuidsCount() != names.size()) {
                        throw new ImException(ErrorCode.INTERNAL, "internal error");
                    }
                    return found(response);
                });
    }

    /** An account-service that is one release older says nothing of their lives. */
    private static List<FoundAccount> found(ResolveResponse response) {
        return IntStream.range(0, response.getUuidsCount())
                .mapToObj(i -> new FoundAccount(
                        response.getUuids(i), i < response.getLivesMsCount() ? response.getLivesMs(i) : 0))
                .toList();
    }

    /** Asks account-service; the uuid 0 stands for an account that does not exist. */
    @FunctionalInterface
    interface Resolver {
        CompletableFuture<List<FoundAccount>> resolve(long appId, List<String> accounts, boolean create);
    }
}
