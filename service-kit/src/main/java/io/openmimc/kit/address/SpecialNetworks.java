package io.openmimc.kit.address;

import java.util.List;
import java.util.stream.Stream;

/**
 * Networks that are not the public internet, whoever is in them. Complete as to IANA's registries: the IPv4 and IPv6
 * Special-Purpose Address Registries (RFC 6890, RFC 8190) up to RFC 9780 of 2025, with those blocks in them that are
 * reachable, as no server of an app is there; the multicast registries (RFC 5771, RFC 4291); and of IPv6 all
 * that IANA has not given out as global unicast, which is whatever is outside of 2000::/3 (RFC 4291 2.4).
 */
final class SpecialNetworks {
    private static final List<Network> IPV4 = networks(
            "0.0.0.0/8", // this network, RFC 791
            "10.0.0.0/8", // private, RFC 1918
            "100.64.0.0/10", // behind a carrier's NAT, RFC 6598
            "127.0.0.0/8", // loopback, RFC 1122
            "168.63.129.16/32", // Azure's host of every virtual machine; in no registry
            "169.254.0.0/16", // link-local, RFC 3927: metadata of cloud providers among it
            "172.16.0.0/12", // private, RFC 1918
            "192.0.0.0/24", // protocol assignments, RFC 6890: all entries of 192.0.0.x
            "192.0.2.0/24", // documentation, RFC 5737
            "192.31.196.0/24", // AS112, RFC 7535
            "192.52.193.0/24", // AMT, RFC 7450
            "192.88.99.0/24", // 6to4 relays, RFC 7526; 6a44 relays, RFC 6751
            "192.168.0.0/16", // private, RFC 1918
            "192.175.48.0/24", // AS112, RFC 7534
            "198.18.0.0/15", // benchmarks, RFC 2544
            "198.51.100.0/24", // documentation, RFC 5737
            "203.0.113.0/24", // documentation, RFC 5737
            "224.0.0.0/4", // multicast, RFC 5771
            "240.0.0.0/4"); // reserved, RFC 1112; broadcast, RFC 8190

    private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");

    /** Inside of {@link #GLOBAL_UNICAST}. */
    private static final List<Network> IPV6 = networks(
            "2001::/23", // protocol assignments, RFC 2928: Teredo, benchmarks, AMT, AS112, ORCHID, DET
            "2001:db8::/32", // documentation, RFC 3849
            "2002::/16", // 6to4, RFC 3056: an IPv4 address inside
            "2620:4f:8000::/48", // AS112, RFC 7534
            "3fff::/20"); // documentation, RFC 9637

    private SpecialNetworks() {}

    private static List<Network> networks(String... texts) {
        return Stream.of(texts).map(Network::parse).toList();
    }

    /** @param address 4 or 16 bytes */
    static boolean contain(byte[] address) {
        return address.length == EmbeddedAddresses.IPV4_BYTES
                ? in(IPV4, address)
                : !GLOBAL_UNICAST.contains(address) || in(IPV6, address);
    }

    private static boolean in(List<Network> networks, byte[] address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
