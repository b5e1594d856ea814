package io.openmimc.kit.account;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.ExistingRequest;
import io.openmimc.proto.events.AccountChanged;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Whether a uuid is still that of an account, from account-service, whose clock alone decides; worth asking for temporary
 * accounts, the others stay. That one exists is believed for {@link #BELIEVED_FOR}, or until an event says otherwise; one that is gone never
 * comes back.
 */
@Singleton
public class ExistingAccounts {
    static final Duration BELIEVED_FOR = Duration.ofSeconds(15);

    private static final Duration GONE_FOR = Duration.ofMinutes(10);
    private static final int MAX_CACHED = 200_000;
    private static final int MAX_BATCH = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** A uuid of one app is none of another: what is known of the one says nothing of the other. */
    private record Id(long appId, long uuid) {}

    private final Asker asker;
    /** Holds calls under way too. An answer that an event overtook while it was on its way is not kept. */
    private final AsyncCache<Id, Boolean> existing = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfter(Expiry.writing((Id id, Boolean exists) -> exists ? BELIEVED_FOR : GONE_FOR))
            .recordStats()
            .buildAsync();

    @Inject
    ExistingAccounts(
            @GrpcClient("accounts") Channel accounts,
            Reconnect reconnect,
            AccountEvents events,
            MeterRegistry metrics) {
        this(askOver(reconnect.watch(accounts)));
        CaffeineCacheMetrics.monitor(metrics, existing, "existing-accounts");
        events.listen(event -> {
            if (event.getChange() == AccountChanged.Change.DELETED) {
                gone(event.getAppId(), event.getAccount().getUuid());
            }
        });
        events.onInterruption(this::forget);
    }

    ExistingAccounts(Asker asker) {
        this.asker = asker;
    }

    /** Whether the uuid is still that of an account of the app; fails with {@link ImException} UNAVAILABLE. */
    public CompletionStage<Boolean> exists(long appId, long uuid) {
        return existing.get(new Id(appId, uuid), (id, executor) -> asker.existing(appId, List.of(uuid))
                .thenApply(found -> found.contains(uuid)));
    }

    /** Those of the uuids that are still of accounts of the app; fails with {@link ImException} UNAVAILABLE. */
    public CompletionStage<Set<Long>> of(long appId, Collection<Long> uuids) {
        List<Id> ids = uuids.stream().map(uuid -> new Id(appId, uuid)).toList();
        return existing.getAll(ids, (missing, executor) -> ask(appId, List.copyOf(missing)))
                .thenApply(answers -> answers.entrySet().stream()
                        .filter(Map.Entry::getValue)
                        .map(answer -> answer.getKey().uuid)
                        .collect(Collectors.toSet()));
    }

    private CompletableFuture<Map<Id, Boolean>> ask(long appId, List<Id> ids) {
        CompletableFuture<Map<Id, Boolean>> answer = CompletableFuture.completedFuture(new HashMap<>());
        for (int from = 0; from < ids.size(); from += MAX_BATCH) {
            List<Id> batch = ids.subList(from, Math.min(from + MAX_BATCH, ids.size()));
            List<Long> uuids = batch.stream().map(Id::uuid).toList();
            answer = answer.thenCompose(all -> asker.existing(appId, uuids).thenApply(found -> {
                batch.forEach(id -> all.put(id, found.contains(id.uuid)));
                return all;
            }));
        }
        return answer;
    }

    /** Only where it is of interest: a hundred thousand that go at once must not push out those that live. */
    void gone(long appId, long uuid) {
        existing.asMap()
                .computeIfPresent(new Id(appId, uuid), (id, before) -> CompletableFuture.completedFuture(false));
    }

    void forget() {
        existing.asMap().clear();
    }

    private static Asker askOver(Channel accounts) {
        AccountsGrpc.AccountsFutureStub stub = AccountsGrpc.newFutureStub(accounts);
        return (appId, uuids) -> Rpc.stage(
                        "account-service",
                        stub.withWaitForReady()
                                .withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .existing(ExistingRequest.newBuilder()
                                        .setAppId(appId)
                                        .addAllUuids(uuids)
                                        .build()))
                .thenApply(response -> Set.copyOf(response.getUuidsList()));
    }

    /** Asks account-service which of some uuids exist, at most {@link #MAX_BATCH}. */
    @FunctionalInterface
    interface Asker {
        CompletableFuture<Set<Long>> existing(long appId, List<Long> uuids);
    }
}
