package io.openmimc.kit.rest;

import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the text of a request outside its body is read: as UTF-8, as it is or, in paths and queries, percent-encoded. Whatever
 * is no UTF-8 is refused, never replaced: it would name another account. docs/rest-api.md "Rules for every endpoint".
 */
final class RequestText {
    /** Headers whose value an endpoint reads. */
    static final List<String> HEADERS = List.of(
            "token",
            "topicId",
            "appId",
            "appKey",
            "appSecret",
            "appAccount",
            "appAccountEncode",
            "Idempotency-Key",
            "Authorization");

    private static final String ESCAPES = "escapes must be UTF-8, and a percent sign is written as %25";
    private static final int LONGEST_NAME_TOLD = 64;

    private RequestText() {}

    /**
     * Reads the bytes of known headers, which arrive one character a byte, as UTF-8, and puts the text in their place.
     *
     * @return what is wrong, naming the header, or null
     */
    static @Nullable String headers(MultiMap headers) {
        for (String name : HEADERS) {
            List<String> values = headers.getAll(name);
            if (values.stream().allMatch(RequestText::isAscii)) {
                continue;
            }
            List<String> texts = new ArrayList<>(values.size());
            for (String value : values) {
                String text = decode(value.getBytes(StandardCharsets.ISO_8859_1));
                if (text == null) {
                    return name + ": is not UTF-8";
                }
                texts.add(text);
            }
            headers.set(name, texts);
        }
        return null;
    }

    /** What is wrong with a path, or null. */
    static @Nullable String path(String path) {
        return unescape(path) == null ? "path: " + ESCAPES : null;
    }

    /** What is wrong with a query, naming the parameter, or null. */
    static @Nullable String query(String query) {
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String rawName = equals < 0 ? pair : pair.substring(0, equals);
            String name = unescape(rawName);
            if (name == null) {
                return "query: the name of a parameter cannot be read, " + ESCAPES;
            }
            if (equals >= 0 && unescape(pair.substring(equals + 1)) == null) {
                return told(name) + ": " + ESCAPES;
            }
        }
        return null;
    }

    /** The same path or query in ASCII: bytes that came as they are become escapes, so that nobody has to guess later. */
    static String ascii(String pathOrQuery) {
        StringBuilder ascii = new StringBuilder(pathOrQuery.length());
        for (char c : pathOrQuery.toCharArray()) {
            if (c < 0x80) {
                ascii.append(c);
            } else {
                ascii.append('%').append(hex(c >> 4)).append(hex(c));
            }
        }
        return ascii.toString();
    }

    /** A name that a caller chose, fit for a message. */
    static String told(String name) {
        return name.length() <= LONGEST_NAME_TOLD ? name : name.substring(0, LONGEST_NAME_TOLD) + "…";
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static char hex(int digit) {
        return Character.toUpperCase(Character.forDigit(digit & 0xf, 16));
    }

    private static @Nullable String unescape(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xff) {
                return null;
            }
            if (c != '%') {
                bytes.write(c);
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0 || text.charAt(i + 1) > 0x7f || text.charAt(i + 2) > 0x7f) {
                return null;
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        return decode(bytes.toByteArray());
    }

    /** A decoder of its own: {@code new String()} would quietly replace what is not UTF-8. */
    static @Nullable String decode(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
