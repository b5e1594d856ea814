package io.openmimc.contact.recent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.openmimc.kit.account.AccountEvents;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.ExistingRequest;
import io.openmimc.proto.accounts.ExistingResponse;
import io.openmimc.proto.events.AccountChanged;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Which uuids are still of somebody, from account-service. Only that one exists is kept, for {@link #KEPT} at most, and
 * forgotten as soon as an event says otherwise. While account-service is away, those who are not known count as existing: a
 * contact too many does less harm than one that is missing.
 */
@Singleton
class ExistingAccounts {
    private static final int MAX_KEPT = 200_000;
    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final int MAX_BATCH = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final AccountsGrpc.AccountsFutureStub accounts;
    private final Cache<Long, Boolean> existing = Caffeine.newBuilder()
            .maximumSize(MAX_KEPT)
            .expireAfterWrite(KEPT)
            .recordStats()
            .build();

    ExistingAccounts(@GrpcClient("accounts") Channel channel, AccountEvents events, MeterRegistry meters) {
        accounts = AccountsGrpc.newFutureStub(Reconnect.watch(channel));
        CaffeineCacheMetrics.monitor(meters, existing, "existing-accounts");
        events.listen(event -> {
            if (event.getChange() == AccountChanged.Change.DELETED) {
                existing.invalidate(event.getAccount().getUuid());
            }
        });
        events.onInterruption(existing::invalidateAll);
    }

    /** Those of the uuids that exist in the app, or may exist. */
    CompletionStage<Set<Long>> of(long appId, Collection<Long> uuids) {
        Set<Long> found = new HashSet<>(existing.getAllPresent(uuids).keySet());
        List<Long> asked = uuids.stream().filter(uuid -> !found.contains(uuid)).toList();
        CompletionStage<Set<Long>> answer = CompletableFuture.completedStage(found);
        for (int from = 0; from < asked.size(); from += MAX_BATCH) {
            List<Long> batch = new ArrayList<>(asked.subList(from, Math.min(from + MAX_BATCH, asked.size())));
            answer = answer.thenCompose(all -> ask(appId, batch).thenApply(some -> {
                all.addAll(some);
                return all;
            }));
        }
        return answer;
    }

    private CompletionStage<List<Long>> ask(long appId, List<Long> uuids) {
        return Rpc.stage(
                        "account-service",
                        accounts.withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .existing(ExistingRequest.newBuilder()
                                        .setAppId(appId)
                                        .addAllUuids(uuids)
                                        .build()))
                .thenApply(ExistingResponse::getUuidsList)
                .thenApply(found -> {
                    found.forEach(uuid -> existing.put(uuid, true));
                    return found;
                })
                .exceptionallyCompose(failure -> Failures.is(failure, ErrorCode.UNAVAILABLE)
                        ? CompletableFuture.completedFuture(uuids)
                        : CompletableFuture.failedFuture(failure));
    }
}
