package io.openmimc.sdk;

import io.openmimc.proto.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps the token until it is no longer taken. Confined to the event loop. */
final class Tokens {
    private static final long TIMEOUT_S = 30;

    private final Settings settings;
    private final TokenSupplier supplier;
    private final Executor executor;
    private @Nullable CompletableFuture<LoginToken> token;

    Tokens(Settings settings, TokenSupplier supplier, Executor executor) {
        this.settings = settings;
        this.supplier = supplier;
        this.executor = executor;
    }

    CompletionStage<LoginToken> get() {
        if (token == null || token.isCompletedExceptionally()) {
            // The application's code may block, so it does not run here.
            token = CompletableFuture.supplyAsync(supplier::fetch, executor)
                    .thenCompose(Function.identity())
                    .thenApply(this::check)
                    .orTimeout(TIMEOUT_S, TimeUnit.SECONDS);
        }
        return token;
    }

    void forget() {
        token = null;
    }

    private LoginToken check(LoginToken fetched) {
        if (fetched.appId() != settings.appId() || !fetched.account().equals(settings.account())) {
            throw new MimcException(ErrorCode.UNAUTHORIZED, "the token is of another app or account");
        }
        return fetched;
    }
}
