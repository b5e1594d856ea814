package io.openmimc.kit.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.openmimc.kit.account.AccountStandings;
import io.openmimc.kit.account.ExistingAccounts;
import io.openmimc.kit.app.AppDirectory;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * Verifies tokens: JWTs signed with ES256 by account-service. The signature is checked here, without a call; the app must
 * still exist and must not have revoked the tokens of that time; the account must not be banned, nor its tokens of that
 * generation be revoked. For the token of a temporary account it is also asked whether the account still exists: the
 * clock here may be wrong.
 */
@Singleton
public class TokenVerifier {
    static final String INVALID = "token: invalid";
    static final String EXPIRED = "token: expired";
    static final String REVOKED = "token: revoked";
    static final String GONE = "token: its account was temporary and is gone";

    private static final int MAX_CACHED = 100_000;
    private static final int MAX_TOKEN_CHARACTERS = 4096;
    private static final Duration CACHED_FOR = Duration.ofMinutes(10);
    private static final AlgorithmConstraints ONLY_ES256 =
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);

    private final PublicKeys keys;
    private final AppDirectory apps;
    private final ExistingAccounts accounts;
    private final AccountStandings standings;
    private final Clock clock = Clock.systemUTC();
    /** Tokens whose signature was checked, by their SHA-256: a token in memory is a credential in a heap dump. */
    private final Cache<ByteBuffer, Token> verified = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfterWrite(CACHED_FOR)
            .recordStats()
            .build();

    TokenVerifier(
            PublicKeys keys,
            AppDirectory apps,
            ExistingAccounts accounts,
            AccountStandings standings,
            MeterRegistry metrics) {
        this.keys = keys;
        this.apps = apps;
        this.accounts = accounts;
        this.standings = standings;
        CaffeineCacheMetrics.monitor(metrics, verified, "verified-tokens");
    }

    /**
     * Verifies a token. The work of a signature (about 0.2 ms) is done on the calling thread, or on one of gRPC where the
     * key or the app had to be fetched; do not expect the stage on the caller's event loop.
     *
     * @return fails with {@link ImException}: UNAUTHORIZED for anything wrong with the token, FORBIDDEN for a banned
     *     account, UNAVAILABLE when it cannot be known now because account-service is away
     */
    public CompletionStage<Token> verify(String token) {
        if (token.length() > MAX_TOKEN_CHARACTERS) {
            return refuse(INVALID);
        }
        ByteBuffer hash = ByteBuffer.wrap(sha256(token));
        Token known = verified.getIfPresent(hash);
        if (known != null) {
            return stillGood(known);
        }
        JsonWebSignature signature = new JsonWebSignature();
        String keyId;
        try {
            signature.setAlgorithmConstraints(ONLY_ES256);
            signature.setCompactSerialization(token);
            keyId = signature.getKeyIdHeaderValue();
        } catch (JoseException e) {
            return refuse(INVALID);
        }
        if (keyId == null) {
            return refuse(INVALID);
        }
        return keys.key(keyId).thenApply(key -> check(signature, key)).thenCompose(claims -> {
            verified.put(hash, claims);
            return stillGood(claims);
        });
    }

    private static Token check(JsonWebSignature signature, PublicKey key) {
        try {
            signature.setKey(key);
            if (!signature.verifySignature()) {
                throw new ImException(ErrorCode.UNAUTHORIZED, INVALID);
            }
            return Token.of(JwtClaims.parse(signature.getPayload()));
        } catch (JoseException | InvalidJwtException | MalformedClaimException e) {
            throw new ImException(ErrorCode.UNAUTHORIZED, INVALID);
        }
    }

    private CompletionStage<Token> stillGood(Token token) {
        if (!clock.instant().isBefore(token.expiresAt())) {
            return refuse(EXPIRED);
        }
        return token.temporary()
                ? accounts.exists(token.appId(), token.uuid())
                        .thenCompose(exists -> exists ? inGoodStanding(token) : refuse(GONE))
                : inGoodStanding(token);
    }

    private CompletionStage<Token> inGoodStanding(Token token) {
        return standings
                .notBanned("token", token.uuid())
                .thenCompose(standing -> standing.revokes(token.generation()) ? refuse(REVOKED) : ofLivingApp(token));
    }

    private CompletionStage<Token> ofLivingApp(Token token) {
        return apps.settings(token.appId()).handle((app, failure) -> {
            if (failure == null) {
                return current(token, app);
            }
            if (Failures.is(failure, ErrorCode.NOT_FOUND)) {
                throw new ImException(ErrorCode.UNAUTHORIZED, REVOKED);
            }
            throw new CompletionException(Failures.cause(failure));
        });
    }

    private static Token current(Token token, AppSettings app) {
        if (token.issuedAt().toEpochMilli() < app.getTokensValidFrom()) {
            throw new ImException(ErrorCode.UNAUTHORIZED, REVOKED);
        }
        return token;
    }

    private static CompletionStage<Token> refuse(String why) {
        return CompletableFuture.failedStage(new ImException(ErrorCode.UNAUTHORIZED, why));
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JRE lacks SHA-256", e); // every JRE must have it
        }
    }
}
