package io.openmimc.callback.hook;

import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.app.AppCache;
import io.openmimc.kit.app.AppEvents;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.CallbacksGrpc;
import io.openmimc.proto.accounts.SettingsRequest;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The hooks of apps, from account-service; how old they may be is told by {@link AppCache}. */
@Singleton
public class Hooks {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final AppCache<Hook> hooks;

    Hooks(@GrpcClient("accounts") Channel accounts, Reconnect reconnect, AppEvents events, MeterRegistry metrics) {
        CallbacksGrpc.CallbacksFutureStub stub = CallbacksGrpc.newFutureStub(reconnect.watch(accounts));
        this.hooks = new AppCache<>(
                "hooks",
                (appId, timeout) -> Rpc.stage(
                                "account-service",
                                stub.withWaitForReady()
                                        .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
                                        .settings(SettingsRequest.newBuilder()
                                                .setAppId(appId)
                                                .build()))
                        .thenApply(Hook::of),
                events,
                metrics);
    }

    /**
     * The hook of an app.
     *
     * @return fails with {@link ImException}: NOT_FOUND if there is no such app, UNAVAILABLE if that cannot be known now
     */
    public CompletionStage<Hook> of(long appId) {
        return hooks.get(appId);
    }

    /** The hook of an app as it is now, or, if account-service does not answer, as it was. Fails as {@link #of}. */
    public CompletionStage<Hook> confirmed(long appId) {
        return hooks.confirmed(appId);
    }

    /** The hook of an app, or none for an app that does not exist; asks until account-service answers. */
    public CompletionStage<Optional<Hook>> sought(long appId) {
        CompletableFuture<Hook> first = hooks.get(appId).toCompletableFuture();
        if (first.isDone() && !first.isCompletedExceptionally()) {
            return CompletableFuture.completedStage(Optional.of(first.join()));
        }
        return Uni.createFrom()
                .completionStage(() -> hooks.get(appId))
                .map(Optional::of)
                .onFailure(failure -> Failures.is(failure, ErrorCode.NOT_FOUND))
                .recoverWithItem(Optional.empty())
                .onFailure(failure -> Failures.is(failure, ErrorCode.UNAVAILABLE))
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely()
                .subscribeAsCompletionStage();
    }
}
