package io.openmimc.kit.address;

import io.netty.util.NetUtil;

/**
 * A range of addresses.
 *
 * @param prefix 4 or 16 bytes
 * @param bits how many of them count
 */
public record Network(byte[] prefix, int bits) {
    /** @throws IllegalArgumentException unless it is as {@code 10.0.0.0/8} or {@code fc00::/7} */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] prefix = slash < 0
                ? null
                : NetUtil.createByteArrayFromIpAddressString(
                        text.substring(0, slash).strip());
        if (prefix == null || !text.substring(slash + 1).strip().matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("not a network: " + text + "; write it as 10.0.0.0/8 or fc00::/7");
        }
        int bits = Integer.parseInt(text.substring(slash + 1).strip());
        if (bits > prefix.length * Byte.SIZE) {
            throw new IllegalArgumentException("not a network: " + text + ": more bits than an address has");
        }
        return new Network(prefix, bits);
    }

    /** Whether an address, of 4 or 16 bytes, is in it. */
    public boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((address[bit / Byte.SIZE] ^ prefix[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
