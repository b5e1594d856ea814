package io.openmimc.sdk.wire;

/** The two ways to frame the same packets. docs/wire-protocol.md 3 and 4. */
public enum Transport {
    /** Packet version 5 on a TCP stream, bodies under RC4. */
    TCP,
    /** Packet version 4, one packet in each binary message; what the client sends is plain. */
    WEB_SOCKET
}
