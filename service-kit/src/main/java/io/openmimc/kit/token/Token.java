package io.openmimc.kit.token;

import java.time.Instant;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;

/**
 * What a token says, once its signature was checked.
 *
 * @param id unique; the security key is derived from it
 * @param issuedAt to the millisecond
 * @param expiresAt to the second
 * @param temporary the account goes by itself some day: ask whether it still exists
 * @param generation how often the account's tokens had been revoked when it was issued
 */
public record Token(
        long appId,
        String account,
        long uuid,
        String id,
        Instant issuedAt,
        Instant expiresAt,
        boolean temporary,
        long generation) {
    /** The claim {@code iss} of every token. */
    public static final String ISSUER = "openmimc";

    private static final String APP = "app";
    private static final String UUID = "uuid";
    /** Milliseconds: {@code iat} has whole seconds, too coarse to tell a token from before a revocation from one after. */
    private static final String ISSUED_MS = "ims";
    /** Only in tokens of temporary accounts. */
    private static final String TEMPORARY = "tmp";
    /** Only in tokens of accounts whose tokens were revoked before: a number, as clocks differ between replicas. */
    private static final String GENERATION = "gen";

    /** A token of an account whose tokens were never revoked. */
    public Token(
            long appId, String account, long uuid, String id, Instant issuedAt, Instant expiresAt, boolean temporary) {
        this(appId, account, uuid, id, issuedAt, expiresAt, temporary, 0);
    }

    /** The claims of the JWT; 64-bit numbers are strings, as everywhere in our JSON. */
    public JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setSubject(account);
        claims.setJwtId(id);
        claims.setStringClaim(APP, Long.toString(appId));
        claims.setStringClaim(UUID, Long.toString(uuid));
        claims.setIssuedAt(NumericDate.fromMilliseconds(issuedAt.toEpochMilli()));
        claims.setClaim(ISSUED_MS, issuedAt.toEpochMilli());
        claims.setExpirationTime(NumericDate.fromMilliseconds(expiresAt.toEpochMilli()));
        if (temporary) {
            claims.setClaim(TEMPORARY, true);
        }
        if (generation > 0) {
            claims.setClaim(GENERATION, generation);
        }
        return claims;
    }

    /**
     * Reads the claims of a JWT whose signature was checked.
     *
     * @throws MalformedClaimException if one is missing or of another form: then it is none of our tokens
     */
    public static Token of(JwtClaims claims) throws MalformedClaimException {
        String account = claims.getSubject();
        String id = claims.getJwtId();
        Long issued = claims.getClaimValue(ISSUED_MS, Long.class);
        NumericDate expires = claims.getExpirationTime();
        Long generation = claims.getClaimValue(GENERATION, Long.class);
        if (account == null || id == null || issued == null || expires == null || !ISSUER.equals(claims.getIssuer())) {
            throw new MalformedClaimException("a claim is missing");
        }
        try {
            return new Token(
                    Long.parseLong(claims.getStringClaimValue(APP)),
                    account,
                    Long.parseLong(claims.getStringClaimValue(UUID)),
                    id,
                    Instant.ofEpochMilli(issued),
                    Instant.ofEpochSecond(expires.getValue()),
                    Boolean.TRUE.equals(claims.getClaimValue(TEMPORARY, Boolean.class)),
                    generation == null ? 0 : generation);
        } catch (NumberFormatException e) {
            throw new MalformedClaimException("app or uuid is no number", e);
        }
    }
}
