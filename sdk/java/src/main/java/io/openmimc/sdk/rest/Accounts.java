package io.openmimc.sdk.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Banning the accounts of an app and revoking their tokens, for its server. It takes effect within a second of the answer.
 * All fail with 404 where the app has no such account; none is created. docs/rest-api.md "Banning and revoking".
 */
public final class Accounts {
    private static final String BAN = "/api/account/ban";
    private static final String TOKEN = "/api/account/token";
    private static final String FIELD = "appAccount";

    private final Calls calls;
    private final Map<String, String> headers;

    Accounts(Calls calls, AppCredentials app) {
        this.calls = calls;
        this.headers = app.headers();
    }

    /** Throws an account out, and refuses with 403 whatever it asks for, until it is unbanned. */
    public CompletionStage<AccountStanding> ban(String account) {
        return call("POST", BAN, Calls.object().put(FIELD, account));
    }

    /** Ends a ban; an account that is not banned does not matter. */
    public CompletionStage<AccountStanding> unban(String account) {
        return call("DELETE", of(BAN, account), null);
    }

    /** Makes all tokens useless that an account has; its devices fetch new ones. */
    public CompletionStage<AccountStanding> revokeTokens(String account) {
        return call("DELETE", of(TOKEN, account), null);
    }

    /** Whether an account is banned, and when its tokens were revoked. */
    public CompletionStage<AccountStanding> standing(String account) {
        return call("GET", of(BAN, account), null);
    }

    private CompletionStage<AccountStanding> call(String method, String path, @Nullable ObjectNode body) {
        return calls.data(method, path, body, headers).thenApply(AccountStanding::of);
    }

    private static String of(String path, String account) {
        return path + "?" + FIELD + "=" + URLEncoder.encode(account, UTF_8).replace("+", "%20");
    }
}
