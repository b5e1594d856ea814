package io.openmimc.sdk.format;

import java.util.UUID;

/** A msgId and a timestamp for a message that is being written, and what is asked of those that are given. */
record Head(String msgId, long timestamp) {
    private static final long MAX_TIMESTAMP = 999_999_999_999_999_999L;

    /** An id that nobody has yet: {@code TEXT_<uuid>}. */
    static Head of(String msgType) {
        return now(msgType + "_" + UUID.randomUUID());
    }

    /** The id keeps the number of what is answered: {@code TEXT_READ_12345} for {@code TEXT_12345}. */
    static Head answering(Content content, String msgType) {
        String prefix = content.msgType() + "_";
        String id = content.msgId();
        return now(msgType + "_" + (id.startsWith(prefix) ? id.substring(prefix.length()) : id));
    }

    private static Head now(String msgId) {
        return new Head(msgId, System.currentTimeMillis());
    }

    static void check(String msgId, long timestamp) {
        checkNotEmpty("msgId", msgId);
        if (timestamp < 0 || timestamp > MAX_TIMESTAMP) {
            throw new IllegalArgumentException("timestamp: not between 0 and " + MAX_TIMESTAMP);
        }
    }

    static void checkNotEmpty(String field, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(field + ": empty");
        }
    }
}
