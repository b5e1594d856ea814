package io.openmimc.kit.account;

/**
 * An account as account-service knows it.
 *
 * @param livesMs how long it had left to live when it was asked for, in milliseconds; 0: it stays
 */
public record FoundAccount(long uuid, long livesMs) {
    /** Whether it goes by itself some day. */
    public boolean temporary() {
        return livesMs > 0;
    }
}
