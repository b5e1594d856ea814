package io.openmimc.account.token;

import io.openmimc.proto.Envelope;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jspecify.annotations.Nullable;

/**
 * An envelope that is a JSON Web Key Set.
 *
 * @param keys JSON Web Keys without private parts
 */
public record KeySetView(int code, String message, @Nullable Void data, List<Map<String, Object>> keys) {
    static KeySetView of(List<PublicJsonWebKey> keys) {
        return new KeySetView(
                200,
                Envelope.SUCCESS,
                null,
                keys.stream()
                        .map(key -> key.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY))
                        .toList());
    }
}
