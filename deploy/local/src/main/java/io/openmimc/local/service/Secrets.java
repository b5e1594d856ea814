package io.openmimc.local.service;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * What nobody else may know.
 *
 * @param deployment {@code OPENMIMC_SECRET}: what security keys of tokens are derived from
 * @param adminToken {@code OPENMIMC_ADMIN_TOKEN}: the bearer token of the admin REST
 * @param databasePassword of the PostgreSQL that the local stack starts
 */
public record Secrets(String deployment, String adminToken, String databasePassword) {
    private static final int RANDOM_BYTES = 30;

    /** New ones. */
    public static Secrets random() {
        SecureRandom random = new SecureRandom();
        return new Secrets(text(random), text(random), text(random));
    }

    private static String text(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "Secrets[]";
    }
}
