package io.openmimc.bench.scale;

import java.util.List;

/** Redis: reservations of packetIds, devices, what gateways tell of themselves. There is one; a cluster does not work. */
final class Registry {
    private static final String PART = "redis";
    private static final double GIBIBYTE = 1024.0 * 1024.0 * 1024.0;
    /** Dispatch asks for the devices of both sides of a message. */
    private static final double SIDES = 2;

    private final Case of;
    private final Quantity missing;
    private final Quantity background;
    private final Quantity devices;
    private final Quantity reservations;
    final Quantity busy;

    Registry(Case of, GatewayPods gateways, ServicePods services) {
        this.of = of;
        Demand demand = of.demand();
        missing = missing(of, services.history);
        background = gateways.pods
                .times(of.get("gateway.beats"))
                .plus(gateways.pods.times(services.history).times(of.get("links.looked.at")));
        // What was measured is one command a message.
        busy = Case.cores(of.get(of.costs().prefix() + ".redis").times(commands()));
        devices = Quantity.of(demand.devices())
                .times(of.get("registered"))
                .times(of.get("redis.device"))
                .times(1 / GIBIBYTE);
        reservations = Quantity.of(demand.messages())
                .times(of.get("reservation.seconds"))
                .times(of.get("redis.reservation"))
                .times(1 / GIBIBYTE);
    }

    /**
     * The share of looks at an account's devices that are not at hand. A replica sees the recipients of its partitions and
     * any sender, each as often as the others: who writes to the same few all the time is at hand more often.
     */
    private static Quantity missing(Case of, Quantity replicas) {
        Quantity accounts = Quantity.of(of.demand().devices());
        Quantity seen = accounts.plus(accounts.over(replicas));
        Quantity atHand = of.get("accounts.at.hand").over(seen).atMost(Quantity.of(1));
        return Quantity.of(1).plus(atHand.times(-1));
    }

    /** Commands a message. */
    Quantity perMessage() {
        Demand demand = of.demand();
        double looks = SIDES * demand.single() + demand.groupRecipients();
        return Quantity.of(1).plus(missing.times(looks / demand.messages()));
    }

    private Quantity commands() {
        return perMessage().times(Quantity.of(of.demand().messages()));
    }

    List<Line> lines() {
        Demand demand = of.demand();
        return List.of(
                new Line(
                        PART,
                        "accounts not at hand",
                        missing.times(100),
                        "% of looks",
                        "at most accounts.at.hand of all"),
                new Line(
                        PART,
                        "commands",
                        commands(),
                        "a second",
                        "a reservation a message, devices that are not at hand"),
                new Line(PART, "entries of gateways", background, "a second", "gateway.beats, links.looked.at"),
                new Line(
                        PART,
                        "busy cores",
                        busy,
                        "cores, at most; one Redis has 1",
                        "each command as much as the one that was measured"),
                new Line(
                        PART,
                        "Redis servers by cores",
                        busy.times(1 / demand.utilisation()).up(),
                        "",
                        "were it spread over several, which it cannot be today"),
                new Line(
                        PART,
                        "devices",
                        Quantity.of(demand.devices()).times(of.get("registered")),
                        "keys",
                        "registered"),
                new Line(
                        PART,
                        "reservations",
                        Quantity.of(demand.messages()).times(of.get("reservation.seconds")),
                        "keys",
                        "messages x reservation.seconds"),
                new Line(PART, "memory, devices", devices, "GiB", "registered x redis.device"),
                new Line(PART, "memory, reservations", reservations, "GiB", "keys x redis.reservation"));
    }
}
