package io.openmimc.kit.app;

import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.AppsGrpc;
import io.openmimc.proto.accounts.SettingsRequest;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The settings of apps, from account-service; how old they may be is told by {@link AppCache}. */
@Singleton
public class AppDirectory {
    private final AppCache<AppSettings> apps;

    @Inject
    AppDirectory(
            @GrpcClient("accounts") Channel accounts, Reconnect reconnect, AppEvents events, MeterRegistry metrics) {
        this(new AppCache<>("apps", over(reconnect.watch(accounts)), events, metrics));
    }

    AppDirectory(AppCache<AppSettings> apps) {
        this.apps = apps;
    }

    private static AppLoader<AppSettings> over(Channel accounts) {
        AppsGrpc.AppsFutureStub stub = AppsGrpc.newFutureStub(accounts);
        return (appId, timeout) -> Rpc.stage(
                "account-service",
                stub.withWaitForReady()
                        .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .settings(SettingsRequest.newBuilder().setAppId(appId).build()));
    }

    /**
     * The settings of an app. They may be old by their age, never by a change that an event has told of, unless
     * account-service does not answer.
     *
     * @return fails with {@link ImException}: NOT_FOUND if there is no such app, UNAVAILABLE if that cannot be known now
     */
    public CompletionStage<AppSettings> settings(long appId) {
        return apps.get(appId);
    }

    /**
     * The settings of an app whose key and secret these are. An answer that is outdated, if only by its age, is not
     * believed while account-service can be asked: the event of a revoked secret may have been missed.
     *
     * @return fails with {@link ImException}: UNAUTHORIZED, with the same message for an unknown app and a wrong secret;
     *     UNAVAILABLE
     */
    public CompletionStage<AppSettings> authenticate(long appId, String appKey, String appSecret) {
        return apps.confirmed(appId)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                        Failures.is(failure, ErrorCode.NOT_FOUND) ? AppSecrets.refusal() : failure))
                .thenApply(app -> {
                    if (!AppSecrets.match(app, appKey, appSecret)) {
                        throw AppSecrets.refusal();
                    }
                    return app;
                });
    }
}
