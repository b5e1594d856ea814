package io.openmimc.callback.attempt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The header that proves to an app that a callback is ours. docs/callbacks.md "Verify it". */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /** {@code v1=<hex>} for each secret, separated by commas: HMAC-SHA256 of {@code timestamp.body}. */
    static String header(List<String> secrets, String timestamp, byte[] body) {
        return secrets.stream()
                .map(secret -> "v1=" + hex(secret, timestamp, body))
                .collect(Collectors.joining(","));
    }

    private static String hex(String secret, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JRE lacks " + ALGORITHM, e); // every JRE must have it
        }
    }
}
