package io.openmimc.bench.scale;

import java.util.List;

/** How many pods of the other services, and which of them need a partition each. */
final class ServicePods {
    private final Case of;
    final Quantity history;
    final Quantity contact;
    final Quantity callback;
    /** account-service and topic-service, with the stores and the edge that were measured with them. */
    final Quantity others;

    private final Quantity logins;
    private final Quantity busyHistory;
    private final Quantity busyLogins;

    ServicePods(Case of) {
        this.of = of;
        Demand demand = of.demand();
        Quantity groups = of.get("group.delivery")
                .times(Quantity.of(1).plus(of.get("group.gateway").times(-1)))
                .times(demand.groupRecipients());
        busyHistory = of.busy("history", demand.single())
                .plus(Case.cores(groups))
                .plus(Case.cores(of.get("row.history").times(demand.rows())));
        history = pods(busyHistory, "history.cores");
        contact = pods(of.busy("contact", demand.messages()), "other.cores");
        callback = pods(of.busy("callback", demand.messages()), "other.cores");
        logins = Quantity.of(demand.devices()).over(of.get("session.hours").times(3_600));
        busyLogins = Case.cores(of.get("login.stack").times(logins));
        others = pods(of.busy("others", demand.messages()).plus(busyLogins), "other.cores");
    }

    private Quantity pods(Quantity busy, String cores) {
        return of.withHeadroom(busy).over(of.get(cores)).up();
    }

    /** Logins a second while nothing happens. */
    Quantity logins() {
        return logins;
    }

    Quantity busy() {
        Demand demand = of.demand();
        return busyHistory
                .plus(of.busy("contact", demand.messages()))
                .plus(of.busy("callback", demand.messages()))
                .plus(of.busy("others", demand.messages()))
                .plus(busyLogins);
    }

    Quantity cores() {
        return history.times(of.get("history.cores"))
                .plus(contact.plus(callback).plus(others).times(of.get("other.cores")));
    }

    Quantity all() {
        return history.plus(contact).plus(callback).plus(others);
    }

    /** The most pods of one service that read {@code mimc.messages}: each needs a partition. */
    Quantity readers() {
        return Quantity.greatest(history, contact, callback);
    }

    List<Line> lines() {
        return List.of(
                new Line(
                        "history",
                        "busy cores",
                        busyHistory,
                        "cores",
                        "dispatch and archive; groups; rows of those that are away"),
                new Line("history", "replicas", history, "", "busy cores x headroom / history.cores"),
                new Line("contact", "replicas", contact, "", "the same with other.cores"),
                new Line("callback", "replicas", callback, "", "apps without callbacks, as it was measured"),
                new Line("account", "logins", logins, "a second", "devices / session.hours"),
                new Line("account", "busy cores of logins", busyLogins, "cores", "of the whole stack, counted here"),
                new Line("account", "replicas, with topic-service", others, "", "the same with other.cores"));
    }
}
