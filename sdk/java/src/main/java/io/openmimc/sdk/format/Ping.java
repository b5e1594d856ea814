package io.openmimc.sdk.format;

import java.util.Optional;

/**
 * Asks whether a device of the other side is there; it answers with a {@link Pong}.
 *
 * @param account who asks
 */
public record Ping(String msgId, long timestamp, String account) implements Content {
    static final String TYPE = "PING";

    /** @throws IllegalArgumentException where msgId or account is empty, or timestamp is below 0 or has over 18 digits */
    public Ping {
        Head.check(msgId, timestamp);
        Head.checkNotEmpty("account", account);
    }

    public static Ping of(String account) {
        Head head = Head.of(TYPE);
        return new Ping(head.msgId(), head.timestamp(), account);
    }

    static Optional<Content> from(Envelope envelope) {
        return envelope.text()
                .filter(account -> !account.isEmpty())
                .map(account -> new Ping(envelope.msgId(), envelope.timestamp(), account));
    }

    @Override
    public String msgType() {
        return TYPE;
    }

    @Override
    public byte[] toBytes() {
        return new Envelope(msgId, timestamp, TYPE, Envelope.text(account)).toBytes();
    }
}
