package io.openmimc.sdk.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.concurrent.CompletionStage;

/**
 * Whom one account, the caller, has blocked: their one-to-one messages to it are refused with 403, within a second of the
 * answer. The caller may still write to them, and groups are not affected. docs/rest-api.md "Blocking".
 */
public final class Blocks {
    private static final String PATH = "/api/blacklist/";
    private static final String FIELD = "blackAccount";

    private final Calls calls;
    private final Caller caller;

    Blocks(Calls calls, Caller caller) {
        this.calls = calls;
        this.caller = caller;
    }

    /**
     * Blocks an account; one that is blocked already stays so.
     *
     * @return fails with 404 where the app has no such account, with 409 where 1,000 are blocked, with 400 for the caller
     *     itself
     */
    public CompletionStage<Void> block(String account) {
        return calls.data("POST", PATH, Calls.object().put(FIELD, account), caller.headers())
                .thenAccept(data -> {});
    }

    /** Unblocks an account; one that is not blocked, or not there, does not matter. */
    public CompletionStage<Void> unblock(String account) {
        return calls.data("DELETE", path(account), null, caller.headers()).thenAccept(data -> {});
    }

    /** Whether an account is blocked; false for one that is not there. */
    public CompletionStage<Boolean> isBlocked(String account) {
        return calls.data("GET", path(account), null, caller.headers())
                .thenApply(data -> data.path("isBlack").asBoolean());
    }

    private static String path(String account) {
        return PATH + "?" + FIELD + "=" + URLEncoder.encode(account, UTF_8).replace("+", "%20");
    }
}
