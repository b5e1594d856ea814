package io.openmimc.sdk.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.TokenSupplier;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The REST API of one server. Thread-safe, and so is what it gives. Stages complete on the {@link HttpClient}'s executor and
 * fail with a {@link io.openmimc.sdk.MimcException}: the answer's code and message, or 503 where no answer of the API came.
 * docs/rest-api.md.
 */
public final class MimcRest {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Calls calls;

    /** With an HTTP client of its own. */
    public MimcRest(URI api) {
        this(api, HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build());
    }

    /**
     * @param api where the server's paths begin, for instance {@code https://im.example.net/}
     */
    public MimcRest(URI api, HttpClient http) {
        this.calls = new Calls(api, http);
    }

    /** Fetches a token for an account, which comes to be by that. */
    public CompletionStage<LoginToken> token(AppCredentials app, String account) {
        return calls.envelope("POST", "/api/account/token", app.body().put("appAccount", account), Map.of())
                .thenApply(JsonNode::toString)
                .thenApply(LoginToken::parse);
    }

    /** For servers and tests, which have the app's credentials at hand: the supplier that a client's builder takes. */
    public TokenSupplier tokens(AppCredentials app, String account) {
        return () -> token(app, account);
    }

    /** Banning the app's accounts and revoking their tokens, for its server. */
    public Accounts accounts(AppCredentials app) {
        return new Accounts(calls, app);
    }

    /** Messages that the app's server sends. */
    public Pushes pushes(AppCredentials app) {
        return new Pushes(calls, app);
    }

    /** The groups of the token's account. */
    public Topics topics(LoginToken token) {
        return new Topics(calls, Caller.by(token));
    }

    /** The groups of an account of the app, for its server; an account that is new comes to be by a call. */
    public Topics topics(AppCredentials app, String account) {
        return new Topics(calls, Caller.by(app, account));
    }

    /** Whom the token's account has blocked. */
    public Blocks blocks(LoginToken token) {
        return new Blocks(calls, Caller.by(token));
    }

    /** Whom an account of the app has blocked, for its server; an account that is new comes to be by a call. */
    public Blocks blocks(AppCredentials app, String account) {
        return new Blocks(calls, Caller.by(app, account));
    }

    /** The message history of the token's account. */
    public History history(LoginToken token) {
        return new History(calls, Caller.by(token));
    }

    /** The message history of an account of the app, for its server. */
    public History history(AppCredentials app, String account) {
        return new History(calls, Caller.by(app, account));
    }

    /** Whom the token's account has spoken with. */
    public Contacts contacts(LoginToken token) {
        return new Contacts(calls, Caller.by(token));
    }

    /** Whom an account of the app has spoken with, for its server. */
    public Contacts contacts(AppCredentials app, String account) {
        return new Contacts(calls, Caller.by(app, account));
    }
}
