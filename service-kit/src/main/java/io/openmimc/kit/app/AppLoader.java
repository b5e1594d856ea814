package io.openmimc.kit.app;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Asks account-service for something of an app. */
@FunctionalInterface
public interface AppLoader<T> {
    /** Fails with {@link io.openmimc.proto.ImException}, at the latest when the timeout has passed. */
    CompletableFuture<T> load(long appId, Duration timeout);
}
