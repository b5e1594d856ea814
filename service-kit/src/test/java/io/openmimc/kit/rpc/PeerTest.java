package io.openmimc.kit.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerTest {

    @Test
    void isAHostAndAPort() {
        assertThat(Peer.of(" account-service.mimc.svc:9091 ")).isEqualTo(new Peer("account-service.mimc.svc", 9091));
        assertThat(Peer.of("10.1.2.3:9091")).isEqualTo(new Peer("10.1.2.3", 9091));
        assertThat(Peer.of("[::1]:9091")).isEqualTo(new Peer("::1", 9091));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", ":9091", "host:0", "host:65536", "host:port", "::1:9091", "http://host:9091"})
    void isNothingElseAndSaysWhatIsExpected(String text) {
        assertThatThrownBy(() -> Peer.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "'" + text + "' is no host:port of another service, such as account-service:9091");
    }
}
