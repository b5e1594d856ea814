package io.openmimc.account.token;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.account.account.Account;
import io.openmimc.account.account.Accounts;
import io.openmimc.account.app.Apps;
import io.openmimc.kit.account.AccountStandings;
import io.openmimc.kit.limit.RateLimits;
import io.openmimc.kit.rest.ClientAddress;
import io.openmimc.kit.rest.WrongCredentials;
import io.openmimc.kit.token.SecurityKeys;
import io.openmimc.kit.token.Token;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;

/** Issues tokens to who knows an app's secret. */
@Singleton
class Tokens {
    /** {@code miChid}: the channel number of the service, which clients sign and send in every packet. */
    private static final int CHID = 9;

    private static final int MAX_APPS = 10_000;
    private static final int MIN_BURST = 50;
    private static final int ID_BYTES = 16;

    private final Apps apps;
    private final Accounts accounts;
    private final SigningKeys keys;
    private final SecurityKeys securityKeys;
    private final TokenConfig config;
    private final WrongCredentials wrong;
    private final MeterRegistry metrics;
    private final RateLimits<Long> limits = new RateLimits<>(MAX_APPS);
    private final SecureRandom random = new SecureRandom();
    private final Clock clock = Clock.systemUTC();

    Tokens(
            Apps apps,
            Accounts accounts,
            SigningKeys keys,
            SecurityKeys securityKeys,
            TokenConfig config,
            WrongCredentials wrong,
            MeterRegistry metrics) {
        this.apps = apps;
        this.accounts = accounts;
        this.keys = keys;
        this.securityKeys = securityKeys;
        this.config = config;
        this.wrong = wrong;
        this.metrics = metrics;
    }

    /**
     * Issues a token for an account, which is created if it is new.
     *
     * @param from who asks
     * @param known is told the app as soon as it is known
     * @return fails with {@link ImException}: UNAUTHORIZED, RATE_LIMITED, FORBIDDEN for a banned account, UNAVAILABLE
     */
    Uni<TokenView> issue(TokenRequest.Checked request, ClientAddress from, Consumer<AppSettings> known) {
        return apps.authenticate(request.appId(), request.appKey(), request.appSecret())
                .onFailure()
                .transform(failure -> wrong.counted(from, request.appId(), failure))
                .invoke(known)
                // After the secret was checked: a stranger must not use up an app's rate.
                .invoke(this::limit)
                .chain(app -> issue(app, request.appAccount()))
                .onFailure(ImException.class)
                .invoke(e -> count(((ImException) e).code().name()));
    }

    private void limit(AppSettings app) {
        int perSecond = app.getLimits().getTokenRequests();
        if (!limits.tryTake(app.getAppId(), perSecond, Math.max(MIN_BURST, perSecond))) {
            throw new ImException(
                    ErrorCode.RATE_LIMITED, "more than " + perSecond + " token requests a second, try again");
        }
    }

    private Uni<TokenView> issue(AppSettings app, String name) {
        Instant asked = clock.instant();
        return accounts.account(app.getAppId(), name).map(account -> issue(app, account, asked));
    }

    private TokenView issue(AppSettings app, Account account, Instant asked) {
        if (account.banned()) {
            throw AccountStandings.banned("appAccount");
        }
        Instant now = clock.instant();
        Token token = new Token(
                app.getAppId(),
                account.name(),
                account.uuid(),
                tokenId(),
                now,
                expiry(now.plus(config.lifetime()), account, asked),
                account.temporary(),
                account.tokenGeneration());
        String signed = keys.current().sign(token, now);
        count("ISSUED");
        return new TokenView(
                app.getAppId(),
                app.getPackage(),
                account.name(),
                CHID,
                account.uuid(),
                securityKeys.forToken(token.id()),
                signed,
                config.frontendDomain(),
                config.relayDomain(),
                config.regionBucket());
    }

    /**
     * A token never outlives its account. Counted from here by what the account has left: the clock of the database may be
     * another one.
     */
    private static Instant expiry(Instant usual, Account account, Instant asked) {
        Instant end = asked.plusMillis(account.livesMs());
        return account.temporary() && end.isBefore(usual) ? end : usual;
    }

    private String tokenId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private void count(String outcome) {
        metrics.counter("account.tokens", "outcome", outcome).increment();
    }
}
