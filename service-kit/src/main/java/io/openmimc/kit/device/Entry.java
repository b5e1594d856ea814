package io.openmimc.kit.device;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern ON = Pattern.compile("on (\\S+) (\\d{1,19}) (\\d{1,15})");
    private static final Pattern OFF = Pattern.compile("off (\\d{1,15})");
    private static final String LARGEST = Long.toString(Long.MAX_VALUE);

    /** Null for what is no entry: the hash may have been written to by hand. {@link Scripts#REPAIR} judges the same. */
    static @Nullable Entry parse(String resource, String raw) {
        if (resource.isEmpty()) {
            return null;
        }
        Matcher off = OFF.matcher(raw);
        if (off.matches()) {
            return new Entry(resource, null, 0, Long.parseLong(off.group(1)), raw);
        }
        Matcher on = ON.matcher(raw);
        if (!on.matches() || (on.group(2).length() == 19 && on.group(2).compareTo(LARGEST) > 0)) {
            return null;
        }
        return new Entry(resource, on.group(1), Long.parseLong(on.group(2)), Long.parseLong(on.group(3)), raw);
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
