package io.openmimc.sdk;

import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.sdk.wire.ClientPackets;

/** Whom a message is for. */
sealed interface Destination {
    /** The packet that carries the message to it. */
    MIMCPacket packet(ClientPackets packets, PendingSend message);

    /** An account of the same app. */
    record Account(String name) implements Destination {
        @Override
        public MIMCPacket packet(ClientPackets packets, PendingSend message) {
            SendOptions options = message.options;
            return packets.p2p(message.packetId, name, message.payload, options.bizType(), options.isStore());
        }
    }

    /** A group of the same app. */
    record Topic(long id) implements Destination {
        @Override
        public MIMCPacket packet(ClientPackets packets, PendingSend message) {
            SendOptions options = message.options;
            return packets.p2t(message.packetId, id, message.payload, options.bizType(), options.isStore());
        }
    }
}
