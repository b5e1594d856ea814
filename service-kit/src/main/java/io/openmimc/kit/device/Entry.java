package io.openmimc.kit.device;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The value of one resource in the hash of an account: {@code on <gateway> <session> <loginMs>} or
 * {@code off <lastSeenMs>}.
 *
 * @param gateway null for one that is off
 */
record Entry(String resource, @Nullable String gateway, long session, long atMs, String raw) {
    /** Field that says that the hash is complete; no resource may be called so. */
    static final String COMPLETE = "*";

    static List<Entry> all(Map<String, String> hash) {
        return hash.entrySet().stream()
                .filter(field -> !field.getKey().equals(COMPLETE))
                .map(field -> parse(field.getKey(), field.getValue()))
                .collect(Collectors.toList());
    }

    static Entry parse(String resource, String raw) {
        String[] words = raw.split(" ", -1);
        if (words.length == 4 && words[0].equals("on")) {
            return new Entry(resource, words[1], Long.parseLong(words[2]), Long.parseLong(words[3]), raw);
        }
        if (words.length == 2 && words[0].equals("off")) {
            return new Entry(resource, null, 0, Long.parseLong(words[1]), raw);
        }
        throw new IllegalStateException("not an entry of the device registry: " + raw);
    }

    static String on(String gateway, long session, long loginMs) {
        return onPrefix(gateway, session) + loginMs;
    }

    static String onPrefix(String gateway, long session) {
        return "on " + gateway + " " + session + " ";
    }

    static String off(long lastSeenMs) {
        return "off " + lastSeenMs;
    }

    /** The device, connected only if its gateway is alive. */
    Device device(Map<String, String> addresses) {
        String address = gateway == null ? null : addresses.get(gateway);
        if (gateway == null || address == null) {
            return new Device(resource, null, atMs);
        }
        return new Device(resource, new Login(gateway, address, session, atMs), atMs);
    }
}
