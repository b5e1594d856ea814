package io.openmimc.account.account;

/**
 * An account as it was found.
 *
 * @param expiresAt milliseconds since the Unix epoch; 0: it stays
 * @param livesMs what is left until then by the clock of the database; not positive: its time is up. 0 where it stays
 * @param banned nothing of it is accepted, and it gets no token
 * @param tokenGeneration how often its tokens were revoked
 */
public record Account(String name, long uuid, long expiresAt, long livesMs, boolean banned, long tokenGeneration) {
    /** The columns that {@link #of} reads, from {@code accounts} and {@code clock(ms)}. */
    static final String COLUMNS =
            "name, uuid, coalesce(expires_at, 0), CASE WHEN expires_at IS NULL THEN 0 ELSE expires_at - clock.ms END,"
                    + " banned_at IS NOT NULL, token_generation";

    /** The one time of a statement; to be used inside a WITH. */
    static final String CLOCK = "clock AS (SELECT account.expiry_now() AS ms)";

    static Account of(Object[] row) {
        return new Account(
                (String) row[0],
                ((Number) row[1]).longValue(),
                ((Number) row[2]).longValue(),
                ((Number) row[3]).longValue(),
                (Boolean) row[4],
                ((Number) row[5]).longValue());
    }

    /** Whether it goes by itself some day. */
    public boolean temporary() {
        return expiresAt != 0;
    }

    boolean expired() {
        return temporary() && livesMs <= 0;
    }
}
