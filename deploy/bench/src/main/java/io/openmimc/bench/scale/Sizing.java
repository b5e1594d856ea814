package io.openmimc.bench.scale;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a demand takes, part by part, what that costs, and what breaks first. */
public final class Sizing {
    private final Case of;
    private final GatewayPods gateways;
    private final ServicePods services;
    private final Broker kafka;
    private final Rows cassandra;
    private final Registry redis;
    private final Names postgresql;
    private final Wire wire;

    /** @throws io.openmimc.bench.BenchException where a constant is missing */
    public Sizing(Demand demand, Constants constants, Costs costs) {
        of = new Case(demand, constants, costs);
        gateways = new GatewayPods(of);
        services = new ServicePods(of);
        kafka = new Broker(of, gateways, services);
        cassandra = new Rows(of, services);
        redis = new Registry(of, gateways, services);
        postgresql = new Names(of, gateways);
        wire = new Wire(of);
    }

    public Demand demand() {
        return of.demand();
    }

    public Costs costs() {
        return of.costs();
    }

    public List<Constant> constants() {
        return of.constants().all();
    }

    /** All results, by part. */
    public List<Line> lines() {
        return Stream.of(
                        gateways.lines(),
                        services.lines(),
                        kafka.lines(),
                        cassandra.lines(),
                        redis.lines(),
                        postgresql.lines(),
                        wire.lines(),
                        new Links(of, gateways, services).lines(),
                        new Moves(of, gateways, busy()).lines(),
                        bill())
                .flatMap(List::stream)
                .toList();
    }

    private Quantity busy() {
        return gateways.busy
                .plus(services.busy())
                .plus(kafka.busy)
                .plus(cassandra.busy)
                .plus(redis.busy);
    }

    private List<Line> bill() {
        Quantity cores = gateways.cores()
                .plus(services.cores())
                .plus(kafka.cores())
                .plus(cassandra.cores())
                .plus(redis.busy.times(1 / of.demand().utilisation()).up());
        Quantity disk = kafka.disk
                .plus(cassandra.disk)
                .plus(postgresql.disk)
                .times(1 / of.demand().utilisation());
        Quantity hours = Quantity.of(24 * Case.DAYS_PER_MONTH);
        Quantity ofCores = cores.times(hours).times(of.get("price.core.hour"));
        Quantity ofDisk = disk.times(of.get("price.gb.month"));
        Quantity ofTraffic = wire.monthly().times(of.get("price.traffic.gb"));
        return List.of(
                new Line("all", "busy cores", busy(), "cores", "at the demand, without headroom"),
                new Line("all", "cores", cores, "cores", "pods and nodes as above, PostgreSQL not included"),
                new Line("all", "disk", disk, "GB", "/ utilisation"),
                new Line("cost a month", "cores", ofCores, "money", "x price.core.hour"),
                new Line("cost a month", "disk", ofDisk, "money", "x price.gb.month"),
                new Line("cost a month", "traffic", ofTraffic, "money", "x price.traffic.gb"),
                new Line("cost a month", "all", ofCores.plus(ofDisk).plus(ofTraffic), "money", ""));
    }

    /** What does not grow with pods, the first to break first; those that are not known last. */
    public List<Limit> limits() {
        return new Limits(of, services, redis)
                .all().stream()
                        .sorted(Comparator.comparingDouble((Limit limit) ->
                                Double.isNaN(limit.times()) ? Double.POSITIVE_INFINITY : -limit.times()))
                        .toList();
    }

    /** Constants that results lack because nobody has measured them. */
    public List<Constant> lacking() {
        TreeSet<String> names = new TreeSet<>();
        lines().forEach(line -> names.addAll(line.quantity().lacking()));
        limits().forEach(limit -> names.addAll(limit.at().lacking()));
        List<Constant> lacking = new ArrayList<>(constants());
        lacking.removeIf(constant -> !names.contains(constant.name()));
        return lacking;
    }
}
