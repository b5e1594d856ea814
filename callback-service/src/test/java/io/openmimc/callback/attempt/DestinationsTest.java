package io.openmimc.callback.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsTest {
    private final Destinations open = new Destinations(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.8.9.10",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "239.1.2.3",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "2002:7f00:1::",
                "2001::1",
                "fc00::1",
                "fdff::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void whatIsNotPublicIsRefused(String address) throws UnknownHostException {
        assertThat(open.allows(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "223.255.255.255",
                "2606:4700::1111",
                "64:ff9b::101:101"
            })
    void whatIsPublicIsAllowed(String address) throws UnknownHostException {
        assertThat(open.allows(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void anIpv4AddressInsideOfIpv6IsJudgedAsWhatItIs() throws UnknownHostException {
        // Given: not what InetAddress.getByAddress makes of it, which would be an IPv4 address
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        // When
        boolean allowed = open.allows(Inet6Address.getByAddress(null, mapped, -1));
        // Then
        assertThat(allowed).isFalse();
        assertThat(new Destinations(List.of("127.0.0.0/8")).allows(Inet6Address.getByAddress(null, mapped, -1)))
                .isTrue();
    }

    @Test
    void theOperatorMayAllowANetworkAndNoMoreThanThat() throws UnknownHostException {
        // When
        Destinations some = new Destinations(List.of("10.1.0.0/16", " fd12::/16", "192.168.7.7/32"));
        // Then
        assertThat(some.allows(InetAddress.getByName("10.1.2.3"))).isTrue();
        assertThat(some.allows(InetAddress.getByName("10.2.2.3"))).isFalse();
        assertThat(some.allows(InetAddress.getByName("fd12::1"))).isTrue();
        assertThat(some.allows(InetAddress.getByName("fd13::1"))).isFalse();
        assertThat(some.allows(InetAddress.getByName("192.168.7.7"))).isTrue();
        assertThat(some.allows(InetAddress.getByName("192.168.7.8"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "example.com/8", "10.0.0.0/", "/8", "::/129", "10.0.0.0/-1"})
    void whatIsNoNetworkIsSaidAtStart(String network) {
        assertThatThrownBy(() -> new Destinations(List.of(network)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a network: " + network);
    }
}
