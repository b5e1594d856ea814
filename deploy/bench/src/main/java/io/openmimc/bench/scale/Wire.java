package io.openmimc.bench.scale;

import java.util.List;

/** What devices send and are sent. */
final class Wire {
    private static final String PART = "network";
    private static final double BITS = 8;

    private final Case of;
    private final Quantity in;
    private final Quantity out;

    Wire(Case of) {
        this.of = of;
        Demand demand = of.demand();
        in = with("wire.in").times(demand.messages());
        out = with("wire.out").times(demand.recipients());
    }

    private Quantity with(String overhead) {
        return Quantity.of(of.demand().payloadBytes()).plus(of.get(overhead));
    }

    /** Sent to devices in a month, in GB. */
    Quantity monthly() {
        return out.times(of.get("mean.share")).times(Case.SECONDS_PER_DAY * Case.DAYS_PER_MONTH / Case.GIGABYTE);
    }

    List<Line> lines() {
        return List.of(
                new Line(PART, "from devices", in.times(BITS * 1e-9), "Gbit/s", "messages x (payload + wire.in)"),
                new Line(
                        PART,
                        "to devices",
                        out.times(BITS * 1e-9),
                        "Gbit/s",
                        "recipients x (payload + wire.out), sooner or later"),
                new Line(PART, "to devices in a month", monthly(), "GB", "x mean.share"));
    }
}
