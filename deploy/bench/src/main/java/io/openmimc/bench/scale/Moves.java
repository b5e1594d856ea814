package io.openmimc.bench.scale;

import java.util.ArrayList;
import java.util.List;

/** Devices that must log in again: a zone is lost, gateways are upgraded. */
final class Moves {
    private final Case of;
    private final GatewayPods gateways;
    private final Quantity busy;

    /**
     * @param busy cores of the whole system while nothing happens
     */
    Moves(Case of, GatewayPods gateways, Quantity busy) {
        this.of = of;
        this.gateways = gateways;
        this.busy = busy;
    }

    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        if (of.demand().zones() > 1) {
            lines.addAll(zone());
        }
        lines.addAll(upgrade());
        return lines;
    }

    private List<Line> zone() {
        Demand demand = of.demand();
        Quantity lost = Quantity.of(demand.devices() / demand.zones());
        Quantity each = lost.over(gateways.pods.times(1 / demand.zoneFactor()));
        Quantity spare = busy.times(1 / demand.utilisation() - 1);
        String part = "a zone is lost";
        return List.of(
                new Line(part, "devices without connection", lost, "", "devices / zones"),
                new Line(part, "logins of each gateway that is left", each, "", ""),
                new Line(
                        part,
                        "until they are in, by their turns",
                        each.over(of.get("login.pace")),
                        "s, at least",
                        "login.pace a gateway, of one that had a stack for itself"),
                new Line(
                        part,
                        "until they are in, by spare cores",
                        Case.cores(lost.times(of.get("login.stack"))).over(spare),
                        "s, at least",
                        "login.stack, all that is left idle by utilisation works on it"),
                new Line(
                        part,
                        "until they are in, by the one Redis",
                        Case.cores(lost.times(of.get("login.redis"))),
                        "s, at least",
                        "login.redis, a core that does nothing else"));
    }

    private List<Line> upgrade() {
        String part = "rolling upgrade";
        Quantity batch = gateways.pods.times(of.get("surge")).up();
        Quantity moving = Quantity.of(of.demand().devices())
                .over(gateways.pods)
                .over(of.get("drain.pace"))
                .atMost(of.get("drain.window"));
        Quantity seconds =
                of.get("ready.seconds").plus(of.get("drain.delay")).plus(moving).plus(of.get("drain.finish"));
        Quantity logins = batch.times(gateways.connections()).over(moving);
        return List.of(
                new Line(part, "gateways at a time", batch, "", "surge"),
                new Line(part, "node numbers in use", gateways.pods.plus(batch), "of node.numbers", "old and new"),
                new Line(
                        part,
                        "all of them",
                        gateways.pods.over(batch).up().times(seconds),
                        "s, at least",
                        "rounds x (ready, delay, moving, finish); not their start, nor that new ones are cold"),
                new Line(
                        part,
                        "all of them, evicted for their nodes' sake",
                        gateways.pods
                                .over(of.get("evicted.at.once"))
                                .times(seconds)
                                .times(1 / 3_600.0),
                        "h, at least",
                        "pods / evicted.at.once x the same"),
                new Line(part, "logins meanwhile", logins, "a second", "connections at drain.pace, of all at a time"),
                new Line(
                        part,
                        "busy cores of these",
                        Case.cores(logins.times(of.get("login.stack"))),
                        "cores",
                        "login.stack"));
    }
}
