package io.openmimc.bench.scale;

import java.util.List;

/** What grows with the number of processes, whatever the messages: streams, reports, look-ups, connections. */
final class Links {
    private static final String PART = "links";

    private final Case of;
    private final GatewayPods gateways;
    private final ServicePods services;

    Links(Case of, GatewayPods gateways, ServicePods services) {
        this.of = of;
        this.gateways = gateways;
        this.services = services;
    }

    List<Line> lines() {
        Demand demand = of.demand();
        Quantity streams = gateways.pods.times(services.history);
        Quantity processes = gateways.pods.plus(services.all());
        double live = demand.recipients() * demand.onlineShare();
        return List.of(
                new Line(PART, "streams", streams, "", "gateways x history replicas, both ways another connection"),
                new Line(PART, "streams of a gateway", services.history, "", "history replicas"),
                new Line(PART, "streams of a history replica", gateways.pods, "", "gateways"),
                new Line(PART, "reports of waits", streams.times(of.get("report.rate")), "a second", "x report.rate"),
                new Line(
                        PART,
                        "deliveries of a stream",
                        Quantity.of(live).over(streams),
                        "a second",
                        "live deliveries / streams; groups count each member"),
                new Line(
                        PART,
                        "questions to name servers",
                        processes.times(of.get("dns.hosts")).over(of.get("dns.pause")),
                        "a second",
                        "processes x dns.hosts / dns.pause"),
                new Line(
                        PART,
                        "addresses in an answer",
                        services.history,
                        "",
                        "history replicas: above 28 or so more than a 512-byte answer, then TCP"),
                new Line(
                        PART,
                        "ports of a balancer's address",
                        gateways.connections()
                                .times(demand.zoneFactor())
                                .over(of.get("balancer.ports"))
                                .times(100),
                        "%",
                        "connections of a gateway when a zone is lost, if the balancer hides clients"),
                new Line(
                        PART,
                        "conntrack entries of a core",
                        gateways.connections()
                                .times(demand.zoneFactor())
                                .over(of.get("gateway.cores"))
                                .over(of.get("conntrack.per.core"))
                                .times(100),
                        "%",
                        "the same, one entry a connection"),
                new Line(PART, "pods", processes, "", "without stores"),
                new Line(
                        PART,
                        "nodes by their number of pods",
                        processes.over(of.get("pods.per.node")).up(),
                        "",
                        "pods / pods.per.node, if they had cores enough"),
                new Line(
                        PART,
                        "pods that Kubernetes bears",
                        processes.over(of.get("pods.per.cluster")).times(100),
                        "%",
                        "pods / pods.per.cluster"));
    }
}
