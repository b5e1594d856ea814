package io.openmimc.local.edge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request asks for, in the one form that is both judged and handed on: path and query only, as old SDKs send the
 * whole URL of the address resolver; one slash at its start, as others double it; without dot segments, also where they
 * are escaped; bytes beyond ASCII as escapes.
 */
record RequestTarget(String path, String rest) {
    private static final Pattern ORIGIN = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*");
    private static final Pattern SLASHES = Pattern.compile("^/{2,}");
    private static final Pattern ESCAPE = Pattern.compile("%([0-9a-fA-F]{2})");
    private static final Pattern SEPARATORS = Pattern.compile("[/\\\\]");
    private static final String UNRESERVED = "-._~";
    private static final int HEX = 16;
    /** Nobody escapes a name this often; whoever does hides something. */
    private static final int MAX_ESCAPINGS = 4;

    /**
     * Reads the target of a request line, each char of which is a byte. Empty, if some server could still find a dot
     * segment in it: behind an escaped slash, a backslash, a path parameter, a control character, or escapes of escapes.
     */
    static Optional<RequestTarget> of(String requestLine) {
        String target = ascii(ORIGIN.matcher(requestLine).replaceFirst(""));
        int end = target.split("[?#]", 2)[0].length();
        String path = withoutDots(unescaped(target.substring(0, end), true));
        if (!path.startsWith("/")) {
            path = "/" + path;
        }
        RequestTarget read = new RequestTarget(SLASHES.matcher(path).replaceFirst("/"), target.substring(end));
        return hidesControls(read.path) || hidesDots(read.path) ? Optional.empty() : Optional.of(read);
    }

    private static boolean hidesControls(String path) {
        return unescaped(path, false).chars().anyMatch(c -> c < 0x20 || c == 0x7f);
    }

    private static boolean hidesDots(String path) {
        String current = path;
        for (int escapings = 0; escapings < MAX_ESCAPINGS; escapings++) {
            if (SEPARATORS.splitAsStream(current).anyMatch(segment -> isDots(segment.split(";", 2)[0]))) {
                return true;
            }
            String next = unescaped(current, false);
            if (next.equals(current)) {
                return false;
            }
            current = next;
        }
        return true;
    }

    private static boolean isDots(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    private static String withoutDots(String path) {
        String[] segments = path.split("/", -1);
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : segments) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        if (isDots(segments[segments.length - 1])) {
            kept.addLast("");
        }
        return String.join("/", kept);
    }

    /** Without the escapes that nobody needs (RFC 3986, 6.2.2.2), or without any. */
    private static String unescaped(String text, boolean unreservedOnly) {
        return ESCAPE.matcher(text).replaceAll(escape -> {
            char decoded = (char) Integer.parseInt(escape.group(1), HEX);
            return Matcher.quoteReplacement(
                    unreservedOnly && !isUnreserved(decoded) ? kept(escape) : String.valueOf(decoded));
        });
    }

    private static String kept(MatchResult escape) {
        return escape.group();
    }

    private static boolean isUnreserved(char c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
    }

    /** Names come as raw UTF-8, too; as escapes they reach the service as the bytes that they were. */
    private static String ascii(String target) {
        StringBuilder text = new StringBuilder(target.length());
        target.chars().forEach(c -> {
            if (c > 0x20 && c < 0x7f) {
                text.append((char) c);
            } else {
                text.append(String.format("%%%02X", c & 0xff));
            }
        });
        return text.toString();
    }

    /** As it goes upstream. */
    @Override
    public String toString() {
        return path + rest;
    }
}
