package io.openmimc.gateway.connection;

import io.openmimc.proto.frame.Packet;
import org.jspecify.annotations.Nullable;

/** Gets what happens on one connection, on its event loop. */
public interface PacketListener {
    /**
     * @param packet null for the packet without a body
     */
    void received(@Nullable Packet packet);

    /**
     * The connection shall be closed by us: nothing new is started. Calls back, once, as soon as nothing is in flight to or
     * from this client.
     */
    void drain(Runnable whenQuiet);

    /** Comes once, and nothing after it. */
    void closed(CloseReason reason);
}
