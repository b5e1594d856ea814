package io.openmimc.kit.address;

import java.util.Arrays;

/** IPv4 addresses inside of IPv6 addresses that are otherwise public. Those of Teredo, 6to4 and their like never are. */
final class EmbeddedAddresses {
    static final int IPV4_BYTES = 4;
    static final int IPV6_BYTES = 16;
    private static final int LAST = IPV6_BYTES - IPV4_BYTES;

    /** RFC 4291 2.5.5.2: the same address, written otherwise. */
    private static final Network MAPPED = Network.parse("::ffff:0:0/96");
    /** RFC 6052: a translator makes the IPv4 address of it. */
    private static final Network TRANSLATED = Network.parse("64:ff9b::/96");

    private EmbeddedAddresses() {}

    /** The address that is called in the end: the IPv4 address of one that only stands for it, else the address itself. */
    static byte[] target(byte[] address) {
        return MAPPED.contains(address) || TRANSLATED.contains(address) ? last(address) : address;
    }

    /** Whether the host's half of the address holds an IPv4 address, to which a router of its site may tunnel: ISATAP, RFC 5214. */
    static boolean tunnels(byte[] address) {
        return address.length == IPV6_BYTES
                && (address[8] & ~0x03) == 0 // the bits of a universal and of a group address may be set
                && address[9] == 0
                && address[10] == 0x5e
                && address[11] == (byte) 0xfe;
    }

    static byte[] last(byte[] address) {
        return Arrays.copyOfRange(address, LAST, IPV6_BYTES);
    }
}
