package io.openmimc.kit.rest;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where a request came from, for counting.
 *
 * @param network an IPv4 address, or the first 64 bits of an IPv6 address: who has one has them all
 */
public record ClientAddress(String network) {
    /** Of requests without an address; they are counted together. */
    static final ClientAddress NOWHERE = new ClientAddress("");

    /** How a socket for both kinds may show an IPv4 address. */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private static final int IPV4_BYTES = 4;
    private static final int NETWORK_BYTES = 8;

    /** @param address 4 or 16 bytes, as of {@link #parse} */
    static ClientAddress of(byte[] address) {
        return new ClientAddress(
                address.length == IPV4_BYTES
                        ? NetUtil.bytesToIpAddress(address)
                        : HexFormat.of().formatHex(address, 0, NETWORK_BYTES));
    }

    /** The bytes of an address, an IPv4 address always as 4 of them; null if it is none. A name is never looked up. */
    static byte @Nullable [] parse(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        return bytes != null
                        && bytes.length > IPV4_BYTES
                        && Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length)
                ? Arrays.copyOfRange(bytes, MAPPED.length, bytes.length)
                : bytes;
    }
}
