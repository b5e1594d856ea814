package io.openmimc.sdk.format;

import java.util.Optional;

/**
 * The answer to a {@link Ping}. The number behind {@code PONG_} in its msgId is that of the ping behind {@code PING_}.
 *
 * @param account who answers
 */
public record Pong(String msgId, long timestamp, String account) implements Content {
    static final String TYPE = "PONG";

    /** @throws IllegalArgumentException where msgId or account is empty, or timestamp is below 0 or has over 18 digits */
    public Pong {
        Head.check(msgId, timestamp);
        Head.checkNotEmpty("account", account);
    }

    public static Pong to(Ping ping, String account) {
        Head head = Head.answering(ping, TYPE);
        return new Pong(head.msgId(), head.timestamp(), account);
    }

    static Optional<Content> from(Envelope envelope) {
        return envelope.text()
                .filter(account -> !account.isEmpty())
                .map(account -> new Pong(envelope.msgId(), envelope.timestamp(), account));
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
