package io.openmimc.gateway.connection;

/** Makes the listener of each new connection. */
@FunctionalInterface
public interface Dialogues {
    /** What is said on one connection. The connection is not open yet. */
    PacketListener open(Connection connection);
}
