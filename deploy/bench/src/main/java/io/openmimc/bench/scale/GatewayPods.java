package io.openmimc.bench.scale;

import java.util.List;

/** How many gateways: by connections, by memory, by messages; the greatest counts. */
final class GatewayPods {
    private static final String PART = "gateway";
    private static final double MEBIBYTE = 1024.0 * 1024.0;

    private final Case of;
    private final Quantity byConnections;
    private final Quantity byMemory;
    private final Quantity byMessages;
    /** Cores that are busy, all together. */
    final Quantity busy;

    final Quantity pods;

    GatewayPods(Case of) {
        this.of = of;
        Demand demand = of.demand();
        Quantity devices = Quantity.of(demand.devices());
        // Aimed at, not the most that a pod can hold: no utilisation on top of it.
        byConnections = devices.over(of.get("gateway.connections"))
                .times(demand.zoneFactor())
                .up();
        Quantity room = of.get("gateway.memory").plus(of.get("gateway.base").times(-1));
        byMemory = devices.times(of.get("connection.resident").plus(of.get("connection.kernel")))
                .over(room.times(MEBIBYTE))
                .times(demand.headroom())
                .up();
        busy = of.busy(PART, demand.single())
                .plus(Case.cores(
                        of.get("group.delivery").times(of.get("group.gateway")).times(demand.groupRecipients())));
        byMessages = of.withHeadroom(busy).over(of.get("gateway.cores")).up();
        pods = Quantity.greatest(byConnections, byMemory, byMessages);
    }

    /** Connections of one, while all zones are there. */
    Quantity connections() {
        return Quantity.of(of.demand().devices()).over(pods);
    }

    Quantity cores() {
        return pods.times(of.get("gateway.cores"));
    }

    List<Line> lines() {
        return List.of(
                new Line(PART, "pods by connections", byConnections, "", "devices / gateway.connections x zones"),
                new Line(
                        PART,
                        "pods by memory",
                        byMemory,
                        "",
                        "devices x (connection.resident + connection.kernel) / (gateway.memory - gateway.base) x headroom"),
                new Line(PART, "busy cores", busy, "cores", "in and out, groups included"),
                new Line(PART, "pods by messages", byMessages, "", "busy cores x headroom / gateway.cores"),
                new Line(PART, "pods", pods, "", "the greatest of these"),
                new Line(PART, "cores", cores(), "cores", "pods x gateway.cores"),
                new Line(
                        PART,
                        "memory",
                        pods.times(of.get("gateway.memory")).times(MEBIBYTE / Case.GIGABYTE),
                        "GB",
                        "pods x gateway.memory"),
                new Line(PART, "connections a pod", connections(), "", "while all zones are there"),
                new Line(
                        PART,
                        "pings",
                        Quantity.of(of.demand().devices()).over(of.get("ping.seconds")),
                        "a second",
                        "devices / ping.seconds; their cores are not reckoned with"));
    }
}
