package io.openmimc.proto;

/**
 * The one table of refusals. REST answers carry {@link #number} in the envelope's {@code code}, PACKET_ACK in its
 * {@code code}. docs/rest-api.md "Rules for every endpoint".
 */
public enum ErrorCode {
    /** Malformed, missing or out of range; the message names the field. */
    BAD_REQUEST(400),
    /** Wrong secret, unknown app, or a malformed, expired or revoked token; never says which of the first two. */
    UNAUTHORIZED(401),
    /** Known caller, but not allowed to do this. */
    FORBIDDEN(403),
    /** No such thing, or not one of the caller's app: existence elsewhere is not told. */
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    /** Conflicts with what is there. */
    CONFLICT(409),
    /** A payload or body over its limit. */
    TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    /** Over a rate limit; may be tried again. */
    RATE_LIMITED(429),
    /** Our fault; what broke is in the log, not in the answer. */
    INTERNAL(500),
    /** Something we need is away; nothing was done, or doing it again with the same packetId is safe. Try again. */
    UNAVAILABLE(503),
    /** More comes in than can be carried; nothing was done, nor will be. Try again later. */
    BUSY(503);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }
}
