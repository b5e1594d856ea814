package io.openmimc.kit.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {
    private final PublicAddresses open = new PublicAddresses(List.of());

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
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.9",
                "192.0.2.1",
                "192.31.196.1",
                "192.52.193.1",
                "192.88.99.2",
                "192.168.1.1",
                "192.175.48.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.1.2.3",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::8.8.8.8",
                "::ffff:0:127.0.0.1",
                "::ffff:0:8.8.8.8",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "64:ff9b:1::808:808",
                "100::1",
                "100:0:0:1::1",
                "2001::1",
                "2001:0:808:808::f7f7:f7f7",
                "2001:2::1",
                "2001:10::1",
                "2001:1ff::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:808:808::1",
                "2606:4700::5efe:127.0.0.1",
                "2606:4700::200:5efe:10.0.0.1",
                "2620:4f:8000::1",
                "3fff::1",
                "3fff:fff::1",
                "4000::1",
                "5f00::1",
                "fc00::1",
                "fdff::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void whatIsNotPublicIsRefused(String address) throws UnknownHostException {
        assertThat(open.allows(InetAddress.getByName(address))).isFalse();
        assertThat(open.mayAllow(address.contains(":") ? "[" + address + "]" : address))
                .isFalse();
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
                "168.63.129.15",
                "168.63.129.17",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2606:4700::1111",
                "2606:4700::5efe:8.8.8.8",
                "3ffe::1",
                "64:ff9b::101:101"
            })
    void whatIsPublicIsAllowed(String address) throws UnknownHostException {
        assertThat(open.allows(InetAddress.getByName(address))).isTrue();
        assertThat(open.mayAllow(address.contains(":") ? "[" + address + "]" : address))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.1",
                "127.0.1",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "0x7f.0.0.0x1",
                "0177.0.0.1",
                "017700000001",
                "010.8.8.8",
                "127.0.0.1.",
                "8.8.8.8.8",
                "999.1.1.1",
                "example.123",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[fe80::1%25eth0]",
                "[fe80::1%eth0]",
                "[::1]",
                "[nonsense]",
                "localhost",
                "LOCALHOST.",
                "db.localhost"
            })
    void anAddressOfOursIsRefusedInEveryNotation(String host) {
        assertThat(open.mayAllow(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "1and1.com", "0x.example.com", "mylocalhost", "8.8.8.8.", "a.b.c1"})
    void aNameIsNotJudgedYet(String host) {
        assertThat(open.mayAllow(host)).isTrue();
    }

    @Test
    void anIpv4AddressInsideOfIpv6IsJudgedAsWhatItIs() throws UnknownHostException {
        // Given: not what InetAddress.getByAddress makes of it, which would be an IPv4 address
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        // When
        boolean allowed = open.allows(Inet6Address.getByAddress(null, mapped, -1));
        // Then
        assertThat(allowed).isFalse();
        assertThat(new PublicAddresses(List.of("127.0.0.0/8")).allows(Inet6Address.getByAddress(null, mapped, -1)))
                .isTrue();
    }

    @Test
    void theOperatorMayAllowANetworkAndNoMoreThanThat() throws UnknownHostException {
        // When
        PublicAddresses some = new PublicAddresses(List.of("10.1.0.0/16", " fd12::/16", "192.168.7.7/32"));
        // Then
        assertThat(some.allows(InetAddress.getByName("10.1.2.3"))).isTrue();
        assertThat(some.allows(InetAddress.getByName("10.2.2.3"))).isFalse();
        assertThat(some.allows(InetAddress.getByName("fd12::1"))).isTrue();
        assertThat(some.allows(InetAddress.getByName("fd13::1"))).isFalse();
        assertThat(some.allows(InetAddress.getByName("192.168.7.7"))).isTrue();
        assertThat(some.allows(InetAddress.getByName("192.168.7.8"))).isFalse();
        assertThat(some.mayAllow("localhost")).isFalse();
        assertThat(new PublicAddresses(List.of("127.0.0.0/8")).mayAllow("localhost"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "example.com/8", "10.0.0.0/", "/8", "::/129", "10.0.0.0/-1"})
    void whatIsNoNetworkIsSaidAtStart(String network) {
        assertThatThrownBy(() -> new PublicAddresses(List.of(network)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a network: " + network);
    }
}
