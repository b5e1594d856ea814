package io.openmimc.bench.scale;

import java.util.List;

/** Kafka: how many partitions {@code mimc.messages} must have, and how many brokers that takes. */
final class Broker {
    private static final String PART = "kafka";
    /**
     * mimc.messages is read by dispatch, archive, contact and callback, mimc.deliveries by callback; a record of the latter
     * holds the whole message, so the former is half of the bytes at most.
     */
    private static final double READS = (4 + 1) / 2.0;

    private final Case of;
    private final ServicePods services;
    private final GatewayPods gateways;
    private final Quantity partitionRate;
    private final Quantity bytes;
    private final Quantity byCores;
    private final Quantity byDisk;
    private final Quantity byCopies;
    final Quantity disk;
    final Quantity busy;
    final Quantity partitions;
    final Quantity nodes;

    Broker(Case of, GatewayPods gateways, ServicePods services) {
        this.of = of;
        this.services = services;
        this.gateways = gateways;
        Demand demand = of.demand();
        Quantity messages = Quantity.of(demand.messages());
        partitionRate = partitionRate(of);
        partitions = Quantity.greatest(messages.over(partitionRate.times(demand.utilisation())), services.readers())
                .up();
        // The payload is in both topics.
        bytes = of.get("kafka.bytes").plus(of.beyondMeasured().times(2)).times(messages);
        // A copy costs less than the first; how much less is not measured, so it counts in full.
        busy = of.busy(PART, demand.messages()).times(of.get("replication"));
        byCores = of.withHeadroom(busy).over(of.get("kafka.node.cores")).up();
        disk = of.kept(bytes, "kafka.retention").times(1 / Case.GIGABYTE);
        byDisk =
                disk.over(of.get("kafka.node.disk").times(demand.utilisation())).up();
        byCopies = partitions
                .times(of.get("kafka.topics"))
                .times(of.get("replication"))
                .over(of.get("kafka.node.partitions"))
                .up();
        nodes = Quantity.greatest(byCores, byDisk, byCopies, of.get("replication"));
    }

    /**
     * Messages a second of one partition, at most. No more than a window from the oldest message whose fate is open are under
     * way, so they take turns of a window: the time until phones have answered, and as long as a phone that is gone is waited
     * for, where the window has a message to one.
     */
    static Quantity partitionRate(Case of) {
        double window = of.get("dispatch.window").value();
        double stuck = 1 - Math.pow(1 - of.get("silent.share").value(), window);
        Quantity turn = of.get("device.rtt").plus(of.get("dispatch.patience").times(stuck));
        return of.get("dispatch.window").over(turn);
    }

    Quantity cores() {
        return nodes.times(of.get("kafka.node.cores"));
    }

    List<Line> lines() {
        Demand demand = of.demand();
        Quantity replicated = bytes.times(of.get("replication"));
        Quantity followers = gateways.pods.plus(services.all());
        Quantity shared = Quantity.greatest(
                Quantity.of(1),
                Quantity.of(demand.messages())
                        .over(gateways.pods)
                        .over(nodes.atMost(partitions))
                        .times(of.get("burst.ms"))
                        .times(1e-3));
        return List.of(
                new Line(
                        PART,
                        "messages of one partition",
                        partitionRate,
                        "a second, at most",
                        "dispatch.window a turn"),
                new Line(
                        PART,
                        "partitions of mimc.messages",
                        partitions,
                        "",
                        "messages / (that x utilisation), one a history replica at least"),
                new Line(PART, "written by producers", bytes.times(1e-6), "MB/s", "kafka.bytes, payload in two topics"),
                new Line(PART, "written to disks", replicated.times(1e-6), "MB/s", "x replication"),
                new Line(PART, "read by consumers", bytes.times(READS * 1e-6), "MB/s, at most", "4 groups and 1"),
                new Line(
                        PART,
                        "a partition",
                        bytes.over(partitions).times(1e-3),
                        "KB/s",
                        "mimc.messages and .deliveries"),
                new Line(PART, "disk", disk, "GB", "kafka.retention x mean.share x replication"),
                new Line(PART, "busy cores", busy, "cores, at most", "each copy as much as the first"),
                new Line(PART, "brokers by cores", byCores, "", "busy cores x headroom / kafka.node.cores"),
                new Line(PART, "brokers by disk", byDisk, "", "disk / (kafka.node.disk x utilisation)"),
                new Line(PART, "brokers by copies of partitions", byCopies, "", "x kafka.topics x replication"),
                new Line(PART, "brokers", nodes, "", "the greatest, replication at least"),
                new Line(
                        PART,
                        "messages a produce request",
                        shared,
                        "",
                        "messages / gateways / brokers x burst.ms: at 1 nothing is shared, see --costs sparse"),
                new Line(
                        PART,
                        "fetches of followers",
                        followers
                                .times(of.get("followed.topics"))
                                .times(nodes.atMost(partitions))
                                .over(of.get("fetch.wait")),
                        "a second",
                        "processes x followed.topics x brokers / fetch.wait, though nothing happens"));
    }
}
