package io.openmimc.sdk.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a callback came from the server that shares a callback secret with the app, and was signed recently. Give
 * it the body as it was received: one that was parsed and written again need not be the same bytes. Safe for all threads.
 */
public final class CallbackVerifier {
    /** How old a signature may be, or how far ahead its clock, unless said otherwise. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";
    private static final String VERSION = "v1=";

    private final SecretKeySpec key;
    private final Duration tolerance;
    private final Clock clock;

    /** @param callbackSecret as the administration showed it, not the app's secret */
    public CallbackVerifier(String callbackSecret) {
        this(callbackSecret, TOLERANCE, Clock.systemUTC());
    }

    public CallbackVerifier(String callbackSecret, Duration tolerance, Clock clock) {
        this.key = new SecretKeySpec(callbackSecret.getBytes(UTF_8), ALGORITHM);
        this.tolerance = tolerance;
        this.clock = clock;
    }

    /**
     * Whether one of the signatures is right; takes the same time however much of one is.
     *
     * @param timestamp the header {@code X-Mimc-Timestamp}; null if it is missing
     * @param signature the header {@code X-Mimc-Signature}; null if it is missing
     * @param body the bytes of the body
     */
    public boolean isGenuine(@Nullable String timestamp, @Nullable String signature, byte[] body) {
        if (timestamp == null || signature == null || !recent(timestamp)) {
            return false;
        }
        byte[] expected = (VERSION + hmac(timestamp, body)).getBytes(US_ASCII);
        boolean genuine = false;
        // Two while the secret is being rotated.
        for (String each : signature.split(",")) {
            genuine |= MessageDigest.isEqual(expected, each.strip().getBytes(UTF_8));
        }
        return genuine;
    }

    private boolean recent(String timestamp) {
        if (!timestamp.matches("[0-9]{1,18}")) {
            return false;
        }
        return Math.abs(clock.millis() - Long.parseLong(timestamp)) <= tolerance.toMillis();
    }

    private String hmac(String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((timestamp + ".").getBytes(UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JRE lacks " + ALGORITHM, e); // every JRE must have it
        }
    }
}
