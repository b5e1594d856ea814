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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Whether a uuid is still that of an account, from account-service, whose clock alone decides; worth asking for temporary
 * accounts. That one exists is believed for {@link #BELIEVED_FOR}, or until an event says otherwise; one that is gone never
 * comes back.
 */
@Singleton
public class ExistingAccounts {
    static final Duration BELIEVED_FOR = Duration.ofSeconds(15);

    private static final Duration GONE_FOR = Duration.ofMinutes(10);
    private static final int MAX_CACHED = 100_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Asker asker;
    /** Holds calls under way too. An answer that an event overtook while it was on its way is not kept. */
    private final AsyncCache<Long, Boolean> existing = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfter(Expiry.writing((Long uuid, Boolean exists) -> exists ? BELIEVED_FOR : GONE_FOR))
            .recordStats()
            .buildAsync();

    @Inject
    ExistingAccounts(@GrpcClient("accounts") Channel accounts, AccountEvents events, MeterRegistry metrics) {
        this(askOver(Reconnect.watch(accounts)));
        CaffeineCacheMetrics.monitor(metrics, existing, "existing-accounts");
        events.listen(event -> {
            if (event.getChange() == AccountChanged.Change.DELETED) {
                gone(event.getAccount().getUuid());
            }
        });
        events.onInterruption(this::forget);
    }

    ExistingAccounts(Asker asker) {
        this.asker = asker;
    }

    /** Whether the uuid is still that of an account of the app; fails with {@link ImException} UNAVAILABLE. */
    public CompletionStage<Boolean> exists(long appId, long uuid) {
        return existing.get(uuid, (key, executor) -> asker.exists(appId, uuid));
    }

    /** Only where it is of interest: a hundred thousand that go at once must not push out those that live. */
    void gone(long uuid) {
        existing.asMap().computeIfPresent(uuid, (key, before) -> CompletableFuture.completedFuture(false));
    }

    void forget() {
        existing.asMap().clear();
    }

    private static Asker askOver(Channel accounts) {
        AccountsGrpc.AccountsFutureStub stub = AccountsGrpc.newFutureStub(accounts);
        return (appId, uuid) -> Rpc.stage(
                        "account-service",
                        stub.withWaitForReady()
                                .withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .existing(ExistingRequest.newBuilder()
                                        .setAppId(appId)
                                        .addUuids(uuid)
                                        .build()))
                .thenApply(response -> response.getUuidsList().contains(uuid));
    }

    /** Asks account-service. */
    @FunctionalInterface
    interface Asker {
        CompletableFuture<Boolean> exists(long appId, long uuid);
    }
}
