package io.openmimc.local.edge;

import java.util.Map;
import java.util.Optional;

/** Which upstream port owns which path. */
final class Routes {
    private final RouteTable table = RouteTable.read();
    private final Map<String, Integer> portByService;

    Routes(int account, int gateway, int history, int topic, int callback, int contact) {
        portByService = Map.of(
                "account", account,
                "gateway", gateway,
                "history", history,
                "topic", topic,
                "callback", callback,
                "contact", contact);
    }

    /** The port of 127.0.0.1 that owns the path, by a prefix of whole path segments. */
    Optional<Integer> port(String path) {
        return table.service(path).map(portByService::get);
    }
}
