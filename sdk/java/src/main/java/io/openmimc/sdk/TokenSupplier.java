package io.openmimc.sdk;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Fetches a token, usually from the application's own server, which holds the app's secret. Asked at the first login and
 * whenever the server no longer takes the token; called on no event loop.
 *
 * <p>A stage that fails with a {@link MimcException} of a code between 400 and 499, other than 429, ends the login:
 * the account is not to come in. Every other failure is tried again with back-off.
 */
@FunctionalInterface
public interface TokenSupplier {
    CompletionStage<LoginToken> fetch();

    /**
     * @param answers the token endpoint's JSON answer, envelope and all
     */
    static TokenSupplier json(Supplier<? extends CompletionStage<String>> answers) {
        return () -> answers.get().thenApply(LoginToken::parse);
    }
}
