package io.openmimc.sdk;

/** How a client stands with the server. */
public enum Status {
    /** Never logged in, logged out, thrown out for good, or refused for good. {@link MimcClient#login} starts again. */
    LOGGED_OUT,
    /** Fetching a token, connecting or binding. */
    CONNECTING,
    /** Logged in. */
    ONLINE,
    /** The connection was lost or could not be made; the next attempt comes by itself. */
    OFFLINE,
    /** {@link MimcClient#close} was called. Nothing follows. */
    CLOSED
}
