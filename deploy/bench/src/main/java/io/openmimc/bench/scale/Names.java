package io.openmimc.bench.scale;

import java.util.List;

/** PostgreSQL behind account-service: what gateways ask it for. */
final class Names {
    private static final String PART = "postgresql";

    private final Case of;
    private final GatewayPods gateways;
    private final Quantity asked;
    final Quantity disk;

    Names(Case of, GatewayPods gateways) {
        this.of = of;
        this.gateways = gateways;
        Demand demand = of.demand();
        asked = Quantity.of(demand.devices())
                .times(of.get("partners"))
                .over(of.get("names.kept"))
                .atMost(Quantity.of(demand.messages()));
        disk = Quantity.of(demand.devices())
                .times(of.get("registered"))
                .times(of.get("postgresql.account"))
                .times(1 / Case.GIGABYTE);
    }

    List<Line> lines() {
        return List.of(
                new Line(
                        PART,
                        "names asked for",
                        asked,
                        "a second",
                        "devices x partners / names.kept, up to 200 a call"),
                new Line(
                        PART,
                        "busy cores of these",
                        Case.cores(asked.times(of.get("account.lookup"))),
                        "cores",
                        "account-service and the one primary"),
                new Line(
                        PART,
                        "names that a gateway would keep",
                        gateways.connections()
                                .times(of.get("partners"))
                                .over(of.get("names.at.hand"))
                                .times(100),
                        "%",
                        "connections x partners / names.at.hand: above 100 it asks for some again before names.kept"),
                new Line(PART, "disk", disk, "GB", "registered x postgresql.account"));
    }
}
