package io.openmimc.callback.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private static final byte[] BODY = "{\"msgType\":\"NORMAL_MSG\"}".getBytes(StandardCharsets.UTF_8);
    /** {@code printf '1516763973134.{"msgType":"NORMAL_MSG"}' | openssl dgst -sha256 -hmac secret} */
    private static final String OF_SECRET = "6619a679d778c7f3dbc048d51abdd06817d2e992e2a8f7d8a8331450707cc968";

    private static final String OF_OTHER = "045789ffb24a1144035de3c2a23dd2357b6492bff44e91bec698c5104188c31b";

    @Test
    void itIsTheHmacOfTimestampAndBody() {
        assertThat(Signature.header(List.of("secret"), "1516763973134", BODY)).isEqualTo("v1=" + OF_SECRET);
    }

    @Test
    void twoSecretsSignWhileRotating() {
        assertThat(Signature.header(List.of("other", "secret"), "1516763973134", BODY))
                .isEqualTo("v1=" + OF_OTHER + ",v1=" + OF_SECRET);
    }
}
