package io.openmimc.local.edge;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which upstream port owns which path. */
final class Routes {
    /** What becomes of an app's callbacks; where they go is account-service's. */
    private static final Pattern CALLBACKS =
            Pattern.compile("^/api/admin/apps/[^/]*/callbacks/(test|state|failed)(/.*)?$");

    private final Map<String, Integer> portByPrefix = new LinkedHashMap<>();

    private final int callback;

    Routes(int account, int gateway, int history, int topic, int callback, int contact) {
        this.callback = callback;
        for (String prefix : new String[] {"/api/account", "/api/blacklist", "/api/admin", "/console"}) {
            portByPrefix.put(prefix, account);
        }
        for (String prefix : new String[] {"/api/push", "/gslb", "/api/uctopic"}) {
            portByPrefix.put(prefix, gateway);
        }
        portByPrefix.put("/api/msg", history);
        portByPrefix.put("/api/topic", topic);
        portByPrefix.put("/api/contact", contact);
    }

    /** The port of 127.0.0.1 that owns the path, by a prefix of whole path segments. */
    Optional<Integer> port(String path) {
        if (CALLBACKS.matcher(path).matches()) {
            return Optional.of(callback);
        }
        return portByPrefix.entrySet().stream()
                .filter(entry -> path.equals(entry.getKey()) || path.startsWith(entry.getKey() + "/"))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
