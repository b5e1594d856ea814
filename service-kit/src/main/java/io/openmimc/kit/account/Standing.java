package io.openmimc.kit.account;

/**
 * Whether an account may do anything, and with which of its tokens.
 *
 * @param version grows with every change; 0: there never was one
 * @param banned nothing of it is accepted
 * @param tokenGeneration tokens of a smaller one were revoked
 * @param assumed account-service did not answer: what was known last, or that all is well
 */
public record Standing(long version, boolean banned, long tokenGeneration, boolean assumed) {
    /** Of an account that was never banned and whose tokens were never revoked: nearly all. */
    public static final Standing GOOD = new Standing(0, false, 0, false);

    static final Standing UNKNOWN = GOOD.asAssumed();

    /** Whether tokens of that generation were revoked. */
    public boolean revokes(long generation) {
        return generation < tokenGeneration;
    }

    Standing asAssumed() {
        return new Standing(version, banned, tokenGeneration, true);
    }
}
