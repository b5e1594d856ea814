package io.openmimc.local.edge;

import java.util.Map;
import java.util.Optional;

/** Which service owns which path. */
final class Routes {
    private final RouteTable table = RouteTable.read();
    private final Map<String, Pool> poolByService;

    Routes(Pool account, Pool gateway, Pool history, Pool topic, Pool callback, Pool contact) {
        poolByService = Map.of(
                "account", account,
                "gateway", gateway,
                "history", history,
                "topic", topic,
                "callback", callback,
                "contact", contact);
    }

    /** The replicas of the service that owns the path, by a prefix of whole path segments. */
    Optional<Pool> pool(String path) {
        return table.service(path).map(poolByService::get);
    }
}
