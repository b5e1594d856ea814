package io.openmimc.local.edge;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an edge listens on and hands on to, all of it ports of 127.0.0.1.
 *
 * @param port of the REST paths and the console
 * @param services where the replicas of each may be, by its short name
 * @param doors through which clients reach gateways; empty for none
 */
public record EdgePlan(int port, Map<String, List<Place>> services, Optional<Doors> doors) {
    /**
     * Where a replica of a service may be.
     *
     * @param tcp of gateways, otherwise 0
     * @param webSocket of gateways, otherwise 0
     */
    public record Place(int http, int management, int tcp, int webSocket) {
        JsonObject toJson() {
            return new JsonObject()
                    .put("http", http)
                    .put("management", management)
                    .put("tcp", tcp)
                    .put("webSocket", webSocket);
        }

        static Place of(JsonObject json) {
            return new Place(
                    json.getInteger("http"),
                    json.getInteger("management"),
                    json.getInteger("tcp"),
                    json.getInteger("webSocket"));
        }
    }

    /**
     * The ports that clients of gateways connect to.
     *
     * @param atOnce whether the edge has them from its start; otherwise the first gateway has, until there is another one
     */
    public record Doors(int tcp, int webSocket, boolean atOnce) {}

    public EdgePlan {
        services = Map.copyOf(services);
    }

    /** Read again by {@link #of}. */
    public JsonObject toJson() {
        JsonObject all = new JsonObject();
        services.forEach((name, places) ->
                all.put(name, new JsonArray(places.stream().map(Place::toJson).toList())));
        JsonObject json = new JsonObject().put("port", port).put("services", all);
        doors.ifPresent(found -> json.put(
                "doors",
                new JsonObject()
                        .put("tcp", found.tcp)
                        .put("webSocket", found.webSocket)
                        .put("atOnce", found.atOnce)));
        return json;
    }

    static EdgePlan of(JsonObject json) {
        Map<String, List<Place>> services = new LinkedHashMap<>();
        JsonObject all = json.getJsonObject("services");
        all.fieldNames()
                .forEach(name -> services.put(
                        name,
                        all.getJsonArray(name).stream()
                                .map(JsonObject.class::cast)
                                .map(Place::of)
                                .toList()));
        return new EdgePlan(
                json.getInteger("port"),
                services,
                Optional.ofNullable(json.getJsonObject("doors"))
                        .map(doors -> new Doors(
                                doors.getInteger("tcp"), doors.getInteger("webSocket"), doors.getBoolean("atOnce"))));
    }
}
