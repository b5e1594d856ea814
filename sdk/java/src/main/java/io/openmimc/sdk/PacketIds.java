package io.openmimc.sdk;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Ids that no other client of the same account and resource makes within the server's memory of ten minutes. */
final class PacketIds {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int PREFIX_LENGTH = 11;

    private final String prefix = random(PREFIX_LENGTH) + "-";
    private final AtomicLong last = new AtomicLong();

    String next() {
        return prefix + last.incrementAndGet();
    }

    static String random(int length) {
        return ThreadLocalRandom.current()
                .ints(length, 0, ALPHABET.length())
                .collect(StringBuilder::new, (text, i) -> text.append(ALPHABET.charAt(i)), StringBuilder::append)
                .toString();
    }
}
