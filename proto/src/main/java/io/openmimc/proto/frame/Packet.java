package io.openmimc.proto.frame;

import io.openmimc.proto.wire.ClientHeader;

/**
 * What one frame carries.
 *
 * @param payload as it travels: the payload of a SECMSG may still be under {@link Rc4}. The array is the packet's own
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy per packet would be the hot path's largest cost
public record Packet(ClientHeader header, byte[] payload) {
    @Override
    public String toString() {
        return "Packet[cmd=" + header.getCmd() + ", id=" + header.getId() + ", payload=" + payload.length + " bytes]";
    }
}
