package io.openmimc.account.app;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;

/** Makes the ids, keys and secrets of apps from the system's secure random source. */
@Singleton
public class Credentials {
    /** 19 digits, as the ids that clients know; still below 2^63. */
    private static final long MIN_ID = 1_000_000_000_000_000_000L;

    private static final int SECRET_BYTES = 32;
    private static final int KEY_DIGITS = 13;

    private final SecureRandom random = new SecureRandom();

    long appId() {
        return random.nextLong(MIN_ID, Long.MAX_VALUE);
    }

    /** A public name of the app, 13 digits. */
    String appKey() {
        StringBuilder key = new StringBuilder(KEY_DIGITS).append(1 + random.nextInt(9));
        while (key.length() < KEY_DIGITS) {
            key.append(random.nextInt(10));
        }
        return key.toString();
    }

    /** 256 random bits in Base64 for URLs: safe in headers, shells and JSON. */
    public String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
