package io.openmimc.contact.store;

/**
 * An account that another one has spoken with.
 *
 * @param fromPeer whether the peer wrote the last message, else it was the other one
 */
public record Peer(long uuid, String account, long sequence, boolean fromPeer, byte[] payload) {
    @Override
    public String toString() {
        return "Peer[uuid=" + uuid + ", sequence=" + sequence + "]";
    }
}
