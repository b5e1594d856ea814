package io.openmimc.sdk.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackVerifierTest {
    private static final String TIMESTAMP = "1516763973134";
    private static final byte[] BODY = "{\"msgType\":\"NORMAL_MSG\"}".getBytes(UTF_8);
    /** {@code printf '1516763973134.{"msgType":"NORMAL_MSG"}' | openssl dgst -sha256 -hmac secret} */
    private static final String SIGNATURE = "v1=6619a679d778c7f3dbc048d51abdd06817d2e992e2a8f7d8a8331450707cc968";

    private static final String OF_ANOTHER = "v1=045789ffb24a1144035de3c2a23dd2357b6492bff44e91bec698c5104188c31b";

    private static CallbackVerifier at(long millis) {
        return new CallbackVerifier(
                "secret", Duration.ofMinutes(5), Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
    }

    private final CallbackVerifier verifier = at(1_516_763_973_134L);

    @Test
    void aSignedCallbackIsGenuineAlsoWhileTheSecretIsRotated() {
        assertThat(verifier.isGenuine(TIMESTAMP, SIGNATURE, BODY)).isTrue();
        assertThat(verifier.isGenuine(TIMESTAMP, OF_ANOTHER + "," + SIGNATURE, BODY))
                .isTrue();
        assertThat(verifier.isGenuine(TIMESTAMP, SIGNATURE + ", " + OF_ANOTHER, BODY))
                .isTrue();
    }

    @Test
    void whatWasChangedOrSignedByAnotherIsNot() {
        assertThat(verifier.isGenuine(TIMESTAMP, OF_ANOTHER, BODY)).isFalse();
        assertThat(verifier.isGenuine("1516763973135", SIGNATURE, BODY)).isFalse();
        assertThat(verifier.isGenuine(TIMESTAMP, SIGNATURE, "{}".getBytes(UTF_8)))
                .isFalse();
        assertThat(verifier.isGenuine(null, SIGNATURE, BODY)).isFalse();
        assertThat(verifier.isGenuine(TIMESTAMP, null, BODY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "v1=", "v2=abc", "v1=zz,,", "鲍勃"})
    void whatIsNoSignatureIsNot(String signature) {
        assertThat(verifier.isGenuine(TIMESTAMP, signature, BODY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "x", "99999999999999999999", "1516763973134 "})
    void whatIsNoTimeIsNot(String timestamp) {
        assertThat(verifier.isGenuine(timestamp, SIGNATURE, BODY)).isFalse();
    }

    @Test
    void anOldSignatureIsRecordedTrafficAndNoCallback() {
        assertThat(at(1_516_763_973_134L + 300_000).isGenuine(TIMESTAMP, SIGNATURE, BODY))
                .isTrue();
        assertThat(at(1_516_763_973_134L + 300_001).isGenuine(TIMESTAMP, SIGNATURE, BODY))
                .isFalse();
        assertThat(at(1_516_763_973_134L - 300_001).isGenuine(TIMESTAMP, SIGNATURE, BODY))
                .isFalse();
    }
}
