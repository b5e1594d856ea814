package io.openmimc.account.app;

import org.jspecify.annotations.Nullable;

/**
 * How to rotate a secret.
 *
 * @param revokeOld true: every earlier secret ends now; else the one in use stays valid until it is ended
 * @param revokeTokens true: tokens issued before now are refused from now on, and clients fetch new ones
 */
public record Rotation(@Nullable Boolean revokeOld, @Nullable Boolean revokeTokens) {
    static final Rotation GENTLE = new Rotation(false, false);

    boolean endsOld() {
        return Boolean.TRUE.equals(revokeOld);
    }

    boolean endsTokens() {
        return Boolean.TRUE.equals(revokeTokens);
    }
}
