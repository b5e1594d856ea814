package io.openmimc.kit.app;

import io.grpc.Channel;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.AppsGrpc;
import io.openmimc.proto.accounts.SettingsRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks account-service for the settings of an app. */
@FunctionalInterface
interface AppLoader {
    /** Fails with {@link io.openmimc.proto.ImException}, at the latest when the timeout has passed. */
    CompletableFuture<AppSettings> load(long appId, Duration timeout);

    static AppLoader over(Channel accounts) {
        AppsGrpc.AppsFutureStub stub = AppsGrpc.newFutureStub(accounts);
        return (appId, timeout) -> Rpc.stage(
                "account-service",
                stub.withWaitForReady()
                        .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .settings(SettingsRequest.newBuilder().setAppId(appId).build()));
    }
}
