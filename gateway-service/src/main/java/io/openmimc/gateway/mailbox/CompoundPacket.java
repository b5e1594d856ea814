package io.openmimc.gateway.mailbox;

import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketList;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import java.util.List;

/**
 * Makes the packets that carry messages to one device. docs/wire-protocol.md 7.2.
 *
 * @param appPackage as the app has it
 */
public record CompoundPacket(long uuid, String resource, String appPackage) {
    /**
     * @param packetId of the COMPOUND itself
     * @param parcels in ascending sequence, at least one
     * @param nowMs milliseconds since the Unix epoch
     */
    public MIMCPacket of(String packetId, List<Parcel> parcels, long nowMs) {
        long last = parcels.get(parcels.size() - 1).sequence();
        MIMCPacketList.Builder list = MIMCPacketList.newBuilder()
                .setUuid(uuid)
                .setResource(resource)
                .setMaxSequence(last)
                .setStatus(MIMCPacketList.Status.STATUS_NORMAL)
                .setMinSequence(parcels.get(0).sequence());
        parcels.forEach(parcel -> list.addPackets(parcel.packet()));
        return MIMCPacket.newBuilder()
                .setPacketId(packetId)
                .setPackage(appPackage)
                .setSequence(last)
                .setType(MIMC_MSG_TYPE.COMPOUND)
                .setPayload(list.build().toByteString())
                .setTimestamp(nowMs)
                .build();
    }
}
