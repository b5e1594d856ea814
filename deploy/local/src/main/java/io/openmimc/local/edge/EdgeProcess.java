package io.openmimc.local.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An edge as a process of its own: the REST paths of all services, and where there are several gateways, the way to them. */
public final class EdgeProcess {
    private EdgeProcess() {}

    /** @param args an {@link EdgePlan} as JSON */
    public static void main(String[] args) {
        EdgePlan plan = EdgePlan.of(new JsonObject(args[0]));
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(1));
        start(vertx, plan, EdgeLimits.of(System.getenv()))
                .onSuccess(server -> System.out.println("edge listens port=" + server.actualPort()))
                .onFailure(failure -> {
                    System.err.println("edge cannot listen plan=" + args[0] + " reason=" + failure.getMessage());
                    Runtime.getRuntime().halt(1);
                });
    }

    /** Completes when it listens on the port of the REST paths, and on those of gateways' clients that it has from the start. */
    static Future<HttpServer> start(Vertx vertx, EdgePlan plan, EdgeLimits limits) {
        Map<String, Pool> pools = new HashMap<>();
        plan.services().forEach((name, places) -> pools.put(name, new Pool(vertx, name, places)));
        pools.values().forEach(pool -> vertx.setPeriodic(1, Pool.LOOK_EVERY.toMillis(), now -> pool.look()));
        Routes routes = new Routes(
                named(pools, "account"),
                named(pools, "gateway"),
                named(pools, "history"),
                named(pools, "topic"),
                named(pools, "callback"),
                named(pools, "contact"));
        return EdgeServer.start(vertx, routes, plan.port(), limits)
                .compose(server -> doors(vertx, plan, named(pools, "gateway")).map(opened -> server));
    }

    private static Pool named(Map<String, Pool> pools, String service) {
        return Objects.requireNonNull(pools.get(service), service);
    }

    private static Future<Void> doors(Vertx vertx, EdgePlan plan, Pool gateways) {
        if (plan.doors().isEmpty()) {
            return Future.succeededFuture();
        }
        EdgePlan.Doors doors = plan.doors().get();
        List<Door> both = List.of(
                new Door(vertx, gateways, doors.tcp(), EdgePlan.Place::tcp),
                new Door(vertx, gateways, doors.webSocket(), EdgePlan.Place::webSocket));
        if (doors.atOnce()) {
            return Future.all(both.stream().map(Door::open).toList()).mapEmpty();
        }
        both.forEach(Door::openWhenFree);
        return Future.succeededFuture();
    }
}
