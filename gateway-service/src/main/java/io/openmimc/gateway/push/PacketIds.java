package io.openmimc.gateway.push;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Packet ids as the manual has them: a random string and an increasing number. */
final class PacketIds {
    private static final int RANDOM_BYTES = 8;
    private static final HexFormat HEX = HexFormat.of();

    private final AtomicLong counter = new AtomicLong();
    private final String random;

    PacketIds() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        random = HEX.formatHex(bytes) + "_";
    }

    /** One that was never given before. */
    String next() {
        return random + counter.incrementAndGet();
    }

    /** The one that every gateway gives to this message of a repeatable push. */
    static String repeatable(long appId, String idempotencyKey, int index) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((appId + ":" + idempotencyKey).getBytes(StandardCharsets.UTF_8));
            return HEX.formatHex(hash, 0, RANDOM_BYTES) + "_" + (index + 1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
