package io.openmimc.gateway.connection;

import java.util.Locale;

/** Why a connection or a session ended; a closed set, the tag {@code reason} of metrics and events. */
public enum CloseReason {
    /** The client closed the connection. */
    CLIENT_CLOSED,
    /** The network or the client reset it. */
    RESET,
    /** No packet for too long. */
    IDLE,
    /** Connected, but never sent a CONN. */
    SILENT,
    /** Made room for newer connections that had not sent a CONN either. */
    CROWDED_OUT,
    /** The gateway has as many connections as it may. */
    FULL,
    /** Bytes that are no packet of ours, or a wrong checksum. */
    BAD_FRAME,
    /** A packet whose content does not parse. */
    BAD_PACKET,
    /** A packet where it must not come, as data before any login. */
    UNEXPECTED_PACKET,
    /** Too many refused logins on one connection. */
    REFUSED,
    /** The client does not take what we send. */
    SLOW_CLIENT,
    /** The client logged out; the connection stays. */
    LOGOUT,
    /** A newer login of the same resource. */
    DISPLACED,
    /** A newer login that asked for single login. */
    SINGLE_LOGIN,
    /** The account has too many connected resources. */
    TOO_MANY_RESOURCES,
    /** The token expired or was revoked. */
    TOKEN_INVALID,
    /** The account was banned. */
    BANNED,
    /** Another login on the same connection. */
    REBOUND,
    /** The login could not be registered. */
    UNAVAILABLE,
    /** The gateway shuts down. */
    DRAIN,
    /** Our fault. */
    INTERNAL;

    /** The text in metrics and events. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
