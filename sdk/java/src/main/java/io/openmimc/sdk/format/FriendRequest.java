package io.openmimc.sdk.format;

import java.util.Optional;

/**
 * Asks to become friends; the answer is a {@link FriendResponse}.
 *
 * @param requester the account that asks
 */
public record FriendRequest(String msgId, long timestamp, String requester) implements Content {
    static final String TYPE = "ADD_FRIEND_REQUEST";
    private static final String ADD_REQUESTER = "add_requester";

    /** @throws IllegalArgumentException where msgId or requester is empty, or timestamp is below 0 or has over 18 digits */
    public FriendRequest {
        Head.check(msgId, timestamp);
        Head.checkNotEmpty("requester", requester);
    }

    public static FriendRequest of(String requester) {
        Head head = Head.of(TYPE);
        return new FriendRequest(head.msgId(), head.timestamp(), requester);
    }

    static Optional<Content> from(Envelope envelope) {
        return envelope.name(ADD_REQUESTER)
                .map(requester -> new FriendRequest(envelope.msgId(), envelope.timestamp(), requester));
    }

    @Override
    public String msgType() {
        return TYPE;
    }

    @Override
    public byte[] toBytes() {
        return new Envelope(msgId, timestamp, TYPE, Envelope.object().put(ADD_REQUESTER, requester)).toBytes();
    }
}
