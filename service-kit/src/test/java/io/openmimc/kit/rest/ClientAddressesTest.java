package io.openmimc.kit.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressesTest {
    private static final String EDGE = "10.1.0.1";
    private static final ClientAddress CLIENT = new ClientAddress("198.51.100.7");

    private final ClientAddresses behindProxies = new ClientAddresses(List.of("10.1.0.0/16", "fd00:1::/32"));

    @Test
    void withoutTrustedProxiesNobodyIsBelieved() {
        ClientAddresses open = new ClientAddresses(List.of());
        assertThat(open.of("198.51.100.7", List.of("203.0.113.1"))).isEqualTo(CLIENT);
    }

    @Test
    void whomATrustedProxyNamesIsTheClient() {
        assertThat(behindProxies.of(EDGE, List.of("198.51.100.7"))).isEqualTo(CLIENT);
    }

    @Test
    void whoIsNoTrustedProxyNamesNobody() {
        assertThat(behindProxies.of("198.51.100.7", List.of("203.0.113.1"))).isEqualTo(CLIENT);
    }

    @Test
    void whatAClientWroteItselfIsNotBelieved() {
        assertThat(behindProxies.of(EDGE, List.of("203.0.113.1, 198.51.100.7"))).isEqualTo(CLIENT);
        assertThat(behindProxies.of(EDGE, List.of("203.0.113.1", "198.51.100.7")))
                .isEqualTo(CLIENT);
        assertThat(behindProxies.of(EDGE, List.of("10.1.0.9, 198.51.100.7"))).isEqualTo(CLIENT);
    }

    @Test
    void ofAChainOfTrustedProxiesTheFirstThatIsNoneIsTheClient() {
        assertThat(behindProxies.of(EDGE, List.of("203.0.113.1, 198.51.100.7, 10.1.0.3", "fd00:1::2")))
                .isEqualTo(CLIENT);
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7:4711, 198.51.100.7",
        "::ffff:198.51.100.7, 198.51.100.7",
        "2001:db8:1:2:3::4, 20010db800010002",
        "[2001:db8:1:2:3::4], 20010db800010002",
        "[2001:db8:1:2:5::6]:4711, 20010db800010002",
        "unknown, 10.1.0.1",
        "'', 10.1.0.1",
        "_hidden, 10.1.0.1",
        "[, 10.1.0.1",
        "[], 10.1.0.1",
        "198.51.100.7:4711:1, 10.1.0.1",
    })
    void anEntryIsReadAsProxiesWriteItAndElseTheProxyCounts(String entry, String network) {
        assertThat(behindProxies.of(EDGE, List.of(entry))).isEqualTo(new ClientAddress(network));
    }

    @Test
    void aProxyThatNamesNobodyCountsItself() {
        assertThat(behindProxies.of(EDGE, List.of())).isEqualTo(new ClientAddress(EDGE));
    }

    @Test
    void allOfTheIpv6NetworkThatOneCustomerHasIsOneClient() {
        assertThat(behindProxies.of("2001:db8:1:2:3::4", List.of()))
                .isEqualTo(behindProxies.of("2001:db8:1:2:ffff::1%eth0", List.of()))
                .isNotEqualTo(behindProxies.of("2001:db8:1:3::4", List.of()));
    }

    @Test
    void whatIsNoNetworkIsSaid() {
        assertThatThrownBy(() -> new ClientAddresses(List.of("10.1.0.1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a network: 10.1.0.1");
    }
}
