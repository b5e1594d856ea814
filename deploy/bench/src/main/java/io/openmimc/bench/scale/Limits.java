package io.openmimc.bench.scale;

import java.util.List;

/** At which size the things that do not grow by adding pods are used up. */
final class Limits {
    private static final String MESSAGES = "messages a second";
    private static final String DEVICES = "devices";
    private static final double GIBIBYTE = 1024.0 * 1024.0 * 1024.0;

    private final Case of;
    private final ServicePods services;
    private final Registry redis;

    Limits(Case of, ServicePods services, Registry redis) {
        this.of = of;
        this.services = services;
        this.redis = redis;
    }

    List<Limit> all() {
        return List.of(
                window(),
                replicas(),
                redisCore(),
                reservations(),
                registrations(),
                numbersByDevices(),
                numbersByMessages(),
                reports());
    }

    private Limit messages(String what, Quantity at, String remedy) {
        return new Limit(what, MESSAGES, at, of.demand().messages(), remedy);
    }

    private Limit devices(String what, Quantity at, String remedy) {
        return new Limit(what, DEVICES, at, of.demand().devices(), remedy);
    }

    private Limit window() {
        return messages(
                "dispatch's window of partitions.today",
                of.get("partitions.today").times(Broker.partitionRate(of)),
                "OPENMIMC_DISPATCH_MAX_UNFINISHED, more partitions");
    }

    private Limit replicas() {
        Quantity cost = of.get(of.costs().prefix() + ".history");
        return messages(
                "a history replica for each of partitions.today",
                of.get("partitions.today")
                        .times(of.get("history.cores"))
                        .times(1 / of.demand().headroom())
                        .over(Case.cores(cost)),
                "more cores a replica, more partitions");
    }

    private Limit redisCore() {
        Quantity cost = of.get(of.costs().prefix() + ".redis").times(redis.perMessage());
        return messages(
                "the one core of Redis",
                Quantity.of(of.demand().utilisation()).over(Case.cores(cost)),
                "reservations in several Redis, or a cluster: neither is there");
    }

    private Quantity memory() {
        return of.get("redis.node.memory").times(GIBIBYTE).times(of.demand().utilisation());
    }

    private Limit reservations() {
        return messages(
                "memory of Redis, reservations",
                memory().over(of.get("redis.reservation").times(of.get("reservation.seconds"))),
                "a shorter time for retries, several Redis");
    }

    private Limit registrations() {
        return devices(
                "memory of Redis, devices",
                memory().over(of.get("redis.device").times(of.get("registered"))),
                "devices that are away in Cassandra only, several Redis");
    }

    private Quantity gateways() {
        return of.get("node.numbers").over(Quantity.of(1).plus(of.get("surge")));
    }

    private Limit numbersByDevices() {
        return devices(
                "node numbers of gateways, while they are upgraded",
                gateways().times(1 / of.demand().zoneFactor()).times(of.get("gateway.connections")),
                "gateway.connections, a smaller surge");
    }

    private Limit numbersByMessages() {
        Quantity cost = of.get(of.costs().prefix() + ".gateway");
        return messages(
                "node numbers of gateways, by processor time",
                gateways()
                        .times(of.get("gateway.cores"))
                        .times(1 / of.demand().headroom())
                        .over(Case.cores(cost)),
                "more cores a gateway");
    }

    private Limit reports() {
        Quantity gateways =
                Quantity.of(of.demand().messages()).over(of.get("report.rate").times(services.history));
        return devices(
                "as many reports of waits as messages",
                gateways.times(1 / of.demand().zoneFactor()).times(of.get("gateway.connections")),
                "fewer and larger pods, reports less often");
    }
}
