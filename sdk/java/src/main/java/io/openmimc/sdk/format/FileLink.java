package io.openmimc.sdk.format;

import java.util.Arrays;
import java.util.Optional;

/**
 * A picture, a recording or another file, which the sender has put where the receiver can fetch it.
 *
 * @param url where it is, as the sender wrote it: look at scheme and host before you open it
 */
public record FileLink(String msgId, long timestamp, Kind kind, String url) implements Content {
    /** The name of a constant is the msgType. */
    public enum Kind {
        PIC_FILE,
        AUDIO_FILE,
        /** Any file; MIMC names no type of its own for videos. */
        BIN_FILE
    }

    /** @throws IllegalArgumentException where msgId or url is empty, or timestamp is below 0 or has over 18 digits */
    public FileLink {
        Head.check(msgId, timestamp);
        Head.checkNotEmpty("url", url);
    }

    public static FileLink of(Kind kind, String url) {
        Head head = Head.of(kind.name());
        return new FileLink(head.msgId(), head.timestamp(), kind, url);
    }

    static Optional<Content> from(Envelope envelope) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.name().equals(envelope.msgType()))
                .findFirst()
                .flatMap(kind -> envelope.text()
                        .filter(url -> !url.isEmpty())
                        .map(url -> new FileLink(envelope.msgId(), envelope.timestamp(), kind, url)));
    }

    @Override
    public String msgType() {
        return kind.name();
    }

    @Override
    public byte[] toBytes() {
        return new Envelope(msgId, timestamp, msgType(), Envelope.text(url)).toBytes();
    }

    /** Without the URL, which may be all that one needs to fetch the file. */
    @Override
    public String toString() {
        return "FileLink[msgId=" + msgId + ", timestamp=" + timestamp + ", kind=" + kind + "]";
    }
}
