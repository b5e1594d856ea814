package io.openmimc.sdk.format;

import java.util.Optional;

/**
 * The answer to a {@link FriendRequest}. The number at the end of its msgId is that of the request.
 *
 * @param responder the account that answers; the field is spelt {@code add_responser}
 */
public record FriendResponse(String msgId, long timestamp, String responder, boolean accepted) implements Content {
    static final String TYPE = "ADD_FRIEND_RESPONSE";
    private static final String ADD_RESPONSER = "add_responser";
    private static final String ACCEPTED = "accepted";

    /** @throws IllegalArgumentException where msgId or responder is empty, or timestamp is below 0 or has over 18 digits */
    public FriendResponse {
        Head.check(msgId, timestamp);
        Head.checkNotEmpty("responder", responder);
    }

    public static FriendResponse to(FriendRequest request, String responder, boolean accepted) {
        Head head = Head.answering(request, TYPE);
        return new FriendResponse(head.msgId(), head.timestamp(), responder, accepted);
    }

    static Optional<Content> from(Envelope envelope) {
        return envelope.name(ADD_RESPONSER)
                .filter(responder -> envelope.payload().path(ACCEPTED).isBoolean())
                .map(responder -> new FriendResponse(
                        envelope.msgId(),
                        envelope.timestamp(),
                        responder,
                        envelope.payload().path(ACCEPTED).booleanValue()));
    }

    @Override
    public String msgType() {
        return TYPE;
    }

    @Override
    public byte[] toBytes() {
        return new Envelope(
                        msgId,
                        timestamp,
                        TYPE,
                        Envelope.object().put(ADD_RESPONSER, responder).put(ACCEPTED, accepted))
                .toBytes();
    }
}
