package io.openmimc.gateway.session;

import io.openmimc.gateway.accept.Sender;
import io.openmimc.gateway.connection.Headers;
import io.openmimc.gateway.limit.LoginLimits;
import io.openmimc.kit.app.AppDirectory;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.token.SecurityKeys;
import io.openmimc.kit.token.Token;
import io.openmimc.kit.token.TokenVerifier;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.frame.WireKeys;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.XMMsgBind;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Decides whether a BIND is in order. docs/wire-protocol.md 5.1. */
@Singleton
class Logins {
    private static final String METHOD = "XIAOMI-PASS";
    private static final int MAX_RESOURCE_CHARACTERS = 128;
    /** The name of a field of the registry that is no resource. */
    private static final String RESERVED = "*";

    private final TokenVerifier tokens;
    private final SecurityKeys keys;
    private final AppDirectory apps;
    private final LoginLimits limits;

    Logins(TokenVerifier tokens, SecurityKeys keys, AppDirectory apps, LoginLimits limits) {
        this.tokens = tokens;
        this.keys = keys;
        this.apps = apps;
        this.limits = limits;
    }

    /**
     * Checks a BIND.
     *
     * @return completes on any thread; fails with {@link BindRefusal}, or with a fault of ours
     */
    CompletionStage<Granted> check(String challenge, ClientHeader header, XMMsgBind bind) {
        if (!METHOD.equals(bind.getMethod())) {
            return CompletableFuture.failedStage(BindRefusal.request("method must be " + METHOD));
        }
        if (header.getChid() != Headers.CHANNEL) {
            return CompletableFuture.failedStage(BindRefusal.request("chid must be " + Headers.CHANNEL));
        }
        if (!isResource(header.getResource())) {
            return CompletableFuture.failedStage(BindRefusal.request(
                    "resource must have 1 to " + MAX_RESOURCE_CHARACTERS + " characters, none of them a control one"));
        }
        return tokens.verify(bind.getToken())
                .thenCompose(token ->
                        apps.settings(token.appId()).thenApply(app -> decide(challenge, header, bind, token, app)))
                .exceptionally(failure -> {
                    throw new CompletionException(refusal(Failures.cause(failure)));
                });
    }

    private Granted decide(String challenge, ClientHeader header, XMMsgBind bind, Token token, AppSettings app) {
        if (token.uuid() != header.getUuid()) {
            throw BindRefusal.token("the token is another account's");
        }
        String securityKey = keys.forToken(token.id());
        if (!WireKeys.bindSignatureMatches(challenge, header, bind, securityKey)) {
            throw BindRefusal.signature();
        }
        if (!limits.tryLogin(app)) {
            throw BindRefusal.unavailable("too many logins of the app at a time, try again");
        }
        return new Granted(
                new Sender(token.appId(), app.getPackage(), token.uuid(), token.account(), header.getResource()),
                securityKey,
                token.issuedAt().toEpochMilli(),
                token.expiresAt().toEpochMilli(),
                token.generation(),
                token.temporary(),
                bind.getSso(),
                app.getLimits().getResourcesAccount(),
                app.getLimits().getConnectionsApp());
    }

    private static Throwable refusal(Throwable failure) {
        if (failure instanceof ImException e) {
            switch (e.code()) {
                case UNAUTHORIZED:
                case FORBIDDEN: // banned: the client asks for a new token, and slows down when it gets none
                    return BindRefusal.token(e.getMessage());
                case NOT_FOUND:
                    return BindRefusal.token("the app does not exist any more");
                default:
                    return BindRefusal.unavailable(e.getMessage());
            }
        }
        return failure;
    }

    private static boolean isResource(String resource) {
        return !resource.isEmpty()
                && resource.length() <= MAX_RESOURCE_CHARACTERS
                && !resource.equals(RESERVED)
                && resource.chars().noneMatch(Character::isISOControl);
    }
}
