package io.openmimc.callback.attempt;

import io.openmimc.callback.CallbackConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses callbacks may go to: the public ones, and what the operator allows. Who sets a URL must not reach what
 * only we can reach.
 */
@Singleton
class Destinations {
    private static final List<Network> NOT_PUBLIC = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // behind a carrier's NAT
                    "127.0.0.0/8", // loopback
                    "169.254.0.0/16", // link-local: metadata of cloud providers among it
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // relays to IPv6
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, broadcast
                    "::/96", // unspecified, loopback, and IPv4 in an outdated way
                    "64:ff9b:1::/48", // local translation
                    "100::/64", // to be discarded
                    "2001::/23", // protocol assignments, Teredo among them
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4: an IPv4 address inside
                    "fc00::/7", // unique local
                    "fe80::/10", // link-local
                    "fec0::/10", // site-local
                    "ff00::/8") // multicast
            .map(Network::parse)
            .toList();

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    private static final byte[] TRANSLATED = {0, 0x64, -1, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}; // 64:ff9b::/96
    private static final int IPV6_BYTES = 16;

    private final List<Network> allowed;

    @Inject
    Destinations(CallbackConfig config) {
        this(config.allowedNetworks().orElse(List.of()));
    }

    Destinations(List<String> allowed) {
        this.allowed = allowed.stream().map(Network::parse).toList();
    }

    boolean allows(InetAddress address) {
        byte[] bytes = inner(address.getAddress());
        return allowed.stream().anyMatch(network -> network.contains(bytes))
                || NOT_PUBLIC.stream().noneMatch(network -> network.contains(bytes));
    }

    /** The IPv4 address in an IPv6 address that stands for one. */
    private static byte[] inner(byte[] address) {
        boolean wraps = address.length == IPV6_BYTES && (starts(address, MAPPED) || starts(address, TRANSLATED));
        return wraps ? Arrays.copyOfRange(address, MAPPED.length, IPV6_BYTES) : address;
    }

    private static boolean starts(byte[] address, byte[] prefix) {
        return Arrays.equals(address, 0, prefix.length, prefix, 0, prefix.length);
    }
}
