package io.openmimc.gateway.connection;

/** How a client is connected. */
public enum Transport {
    TCP("tcp", true),
    WEBSOCKET("websocket", false);

    private final String tag;
    private final boolean upstreamEncrypted;

    Transport(String tag, boolean upstreamEncrypted) {
        this.tag = tag;
        this.upstreamEncrypted = upstreamEncrypted;
    }

    /** The text in metrics and events. */
    public String tag() {
        return tag;
    }

    /** Whether clients encrypt the payload of a SECMSG; the cipher field of its header does not tell. */
    public boolean upstreamEncrypted() {
        return upstreamEncrypted;
    }
}
