package io.openmimc.account.callback;

import org.jspecify.annotations.Nullable;

/**
 * How to rotate a callback secret.
 *
 * @param revokeOld true: every earlier secret ends now; else the one in use goes on signing until it is ended
 */
public record SecretRotation(@Nullable Boolean revokeOld) {
    static final SecretRotation GENTLE = new SecretRotation(false);

    boolean endsOld() {
        return Boolean.TRUE.equals(revokeOld);
    }
}
