package io.openmimc.gateway.accept;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * The name under which a message is known, so that its retry is recognised by every gateway.
 *
 * @param key the Redis key
 * @param keptFor how long a retry is recognised
 */
public record Reservation(String key, Duration keptFor) {
    private static final Duration PACKET = Duration.ofMinutes(10);
    private static final Duration IDEMPOTENCY_KEY = Duration.ofHours(24);

    /** A client's packet: its packetId counts for its sender only. */
    static Reservation packet(Sender sender, String packetId) {
        // The length keeps apart what the colons alone would not: both parts may hold any character.
        String resource = sender.resource();
        return new Reservation(
                "packet:" + sender.uuid() + ":" + resource.length() + ":" + resource + ":" + packetId, PACKET);
    }

    /**
     * One message of a push with an Idempotency-Key.
     *
     * @param index its place in the push
     */
    public static Reservation push(long appId, String idempotencyKey, int index) {
        return new Reservation("push:" + appId + ":" + sha256(idempotencyKey) + ":" + index, IDEMPOTENCY_KEY);
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
