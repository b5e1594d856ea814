package io.openmimc.sdk.format;

import java.util.Optional;

/**
 * What a payload says, in the formats of docs/message-formats.md. Make one with {@code of} or {@code to} of its type, which
 * choose a new msgId and the time of now, and send {@link #toBytes}; {@link #parse} reads what came.
 *
 * <p>All of it is the sender's word, the server has not looked at it. Who sent a message is {@code message.from()}, which
 * the server vouches for, not a name in the payload.
 */
public sealed interface Content permits Ping, Pong, Text, FileLink, Recall, Read, FriendRequest, FriendResponse, Other {

    /** The longest payload that is parsed, in bytes: the most that any app may send. */
    int MAX_BYTES = 1 << 20;

    /** The sender's id of this message, never empty; one sender's ids are all different. */
    String msgId();

    /** When it was written, by the sender's clock, in milliseconds since the Unix epoch; 0 or more. */
    long timestamp();

    /** What kind of message it is, as {@code TEXT}. */
    String msgType();

    /** The payload to send: JSON in UTF-8. Unpaired surrogates become question marks. */
    byte[] toBytes();

    /**
     * Reads a payload. Anybody may send anything, so this never throws, whatever the bytes are. It is empty where they are
     * not one JSON object with msgId, msgType, timestamp and payload, of another version than 0, longer than
     * {@link #MAX_BYTES}, nested more than 32 deep, or with a number of more than 1,000 digits or an exponent beyond 32 bits.
     * A message of a type that is not one of these, or whose payload is not as its type wants it, is an {@link Other}.
     * A missing version and a timestamp that is a number are taken, fields that the formats do not have are ignored.
     */
    static Optional<Content> parse(byte[] payload) {
        return Envelope.parse(payload).flatMap(Content::of);
    }

    private static Optional<Content> of(Envelope envelope) {
        Optional<Content> known =
                switch (envelope.msgType()) {
                    case Ping.TYPE -> Ping.from(envelope);
                    case Pong.TYPE -> Pong.from(envelope);
                    case Text.TYPE -> Text.from(envelope);
                    case FriendRequest.TYPE -> FriendRequest.from(envelope);
                    case FriendResponse.TYPE -> FriendResponse.from(envelope);
                    default ->
                        FileLink.from(envelope).or(() -> Recall.from(envelope)).or(() -> Read.from(envelope));
                };
        return known.or(() -> Other.from(envelope));
    }
}
