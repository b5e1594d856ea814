package io.openmimc.kit.rest;

import io.openmimc.kit.account.AccountDirectory;
import io.openmimc.kit.account.AccountStandings;
import io.openmimc.kit.app.AppDirectory;
import io.openmimc.kit.token.TokenVerifier;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who is calling. Two ways, and where both are there the token decides: the {@code token} header of a client, or
 * the {@code appId}, {@code appKey}, {@code appSecret} and {@code appAccount} headers of an app's server. docs/rest-api.md
 * "Who is calling".
 */
@Singleton
public class Callers {
    private final TokenVerifier tokens;
    private final AppDirectory apps;
    private final AccountDirectory accounts;
    private final AccountStandings standings;
    private final WrongCredentials wrong;
    private final ClientAddresses addresses;
    private final CurrentVertxRequest request;

    Callers(
            TokenVerifier tokens,
            AppDirectory apps,
            AccountDirectory accounts,
            AccountStandings standings,
            WrongCredentials wrong,
            ClientAddresses addresses,
            CurrentVertxRequest request) {
        this.tokens = tokens;
        this.apps = apps;
        this.accounts = accounts;
        this.standings = standings;
        this.wrong = wrong;
        this.addresses = addresses;
        this.request = request;
    }

    /** As {@link #identify(HttpHeaders, Long)}, for endpoints that get the app from the headers only. */
    public CompletionStage<Caller> identify(HttpHeaders headers) {
        return identify(headers, null);
    }

    /**
     * Identifies the caller; an {@code appAccount} without a uuid gets one.
     *
     * @param appId the app where the path or the body names it, else null: then the {@code appId} header does
     * @return fails with {@link ImException}: UNAUTHORIZED, RATE_LIMITED after too many wrong secrets, FORBIDDEN where
     *     the account is banned or the token is of another app than {@code appId}, BAD_REQUEST, UNAVAILABLE
     */
    public CompletionStage<Caller> identify(HttpHeaders headers, @Nullable Long appId) {
        RoutingContext context = current();
        String token = headers.getHeaderString("token");
        if (token != null && !token.isEmpty()) {
            return tokens.verify(token).thenCompose(verified -> {
                if (appId != null && appId != verified.appId()) {
                    return CompletableFuture.failedStage(
                            new ImException(ErrorCode.FORBIDDEN, "appId: the token is of another app"));
                }
                return apps.settings(verified.appId()).thenApply(settings -> {
                    Cors.restrict(context, settings.getCorsOriginsList());
                    return new Caller(verified.appId(), verified.account(), verified.uuid(), verified.temporary());
                });
            });
        }
        try {
            return byApp(headers, appId, context);
        } catch (ImException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<Caller> byApp(HttpHeaders headers, @Nullable Long appId, @Nullable RoutingContext context) {
        return server(headers, appId, context).thenCompose(settings -> {
            long app = settings.getAppId();
            String account = account(headers);
            return accounts.account(app, account).thenCompose(found -> standings
                    .notBanned("appAccount", found.uuid())
                    .thenApply(good -> new Caller(app, account, found.uuid(), found.temporary())));
        });
    }

    /**
     * The app whose server calls, by the {@code appId}, {@code appKey} and {@code appSecret} headers; for endpoints that no
     * client may use.
     *
     * @return fails with {@link ImException}: UNAUTHORIZED, RATE_LIMITED after too many wrong secrets, BAD_REQUEST,
     *     UNAVAILABLE
     */
    public CompletionStage<AppSettings> server(HttpHeaders headers) {
        try {
            return server(headers, null, current());
        } catch (ImException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<AppSettings> server(
            HttpHeaders headers, @Nullable Long appId, @Nullable RoutingContext context) {
        String key = headers.getHeaderString("appKey");
        String secret = headers.getHeaderString("appSecret");
        if (key == null || secret == null) {
            throw new ImException(ErrorCode.UNAUTHORIZED, "no token, and no appKey and appSecret");
        }
        long app = appId == null ? Fields.id("appId", headers.getHeaderString("appId")) : appId;
        return authenticate(app, key, secret, context);
    }

    /**
     * Checks the credentials that an endpoint found in its body.
     *
     * @return the app; fails with {@link ImException} UNAUTHORIZED, RATE_LIMITED after too many wrong secrets, or
     *     UNAVAILABLE
     */
    public CompletionStage<AppSettings> authenticate(long appId, String appKey, String appSecret) {
        return authenticate(appId, appKey, appSecret, current());
    }

    private CompletionStage<AppSettings> authenticate(
            long appId, String appKey, String appSecret, @Nullable RoutingContext context) {
        ClientAddress from = addresses.of(context);
        return apps.authenticate(appId, appKey, appSecret)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(wrong.counted(from, appId, failure)))
                .thenApply(settings -> {
                    Cors.restrict(context, settings.getCorsOriginsList());
                    return settings;
                });
    }

    private static String account(HttpHeaders headers) {
        String account = headers.getHeaderString("appAccount");
        String encoding = headers.getHeaderString("appAccountEncode");
        if (account != null && encoding != null && !encoding.isEmpty()) {
            if (!encoding.equalsIgnoreCase("base64")) {
                throw new ImException(ErrorCode.BAD_REQUEST, "appAccountEncode: only base64 is known");
            }
            account = decode(account);
        }
        return AccountName.check("appAccount", account);
    }

    private static String decode(String base64) {
        String text;
        try {
            text = RequestText.decode(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            text = null;
        }
        if (text == null) {
            throw new ImException(ErrorCode.BAD_REQUEST, "appAccount: is not base64 of UTF-8");
        }
        return text;
    }

    private @Nullable RoutingContext current() {
        try {
            return request.getCurrent();
        } catch (ContextNotActiveException e) {
            return null; // called outside a request: there is no answer whose headers could matter
        }
    }
}
