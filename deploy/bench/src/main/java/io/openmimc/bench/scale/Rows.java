package io.openmimc.bench.scale;

import java.util.List;

/** Cassandra: the archive, inboxes, contacts, cursors. */
final class Rows {
    private static final String PART = "cassandra";

    private final Case of;
    private final ServicePods services;
    private final Quantity byCores;
    private final Quantity byDisk;
    private final Quantity archive;
    private final Quantity inbox;
    private final Quantity contacts;
    final Quantity busy;
    final Quantity disk;
    final Quantity nodes;

    Rows(Case of, ServicePods services) {
        this.of = of;
        this.services = services;
        Demand demand = of.demand();
        // As with Kafka: a copy counts as much as the first.
        busy = of.busy(PART, demand.messages())
                .plus(Case.cores(of.get("row.cassandra").times(demand.rows())))
                .times(of.get("replication"));
        Quantity more = of.beyondMeasured();
        archive = kept(of.get("archive.row"), more, demand.messages(), "archive.days");
        inbox = kept(of.get("inbox.row"), more, demand.rows(), "inbox.days");
        contacts = Quantity.of(demand.devices())
                .times(of.get("registered"))
                .times(of.get("contacts"))
                .times(of.get("contact.row"))
                .times(of.get("replication"))
                .times(1 / Case.GIGABYTE);
        disk = archive.plus(inbox).plus(contacts);
        byCores = of.withHeadroom(busy).over(of.get("cassandra.node.cores")).up();
        byDisk = disk.over(of.get("cassandra.node.disk").times(demand.utilisation()))
                .up();
        nodes = Quantity.greatest(byCores, byDisk, of.get("replication"));
    }

    private Quantity kept(Quantity row, Quantity more, double rate, String days) {
        // Of a row that is unmeasured the payload alone would pass for the whole.
        Quantity bytes = row.isKnown() ? row.plus(more) : row;
        return of.kept(bytes.times(rate), days).times(1 / Case.GIGABYTE);
    }

    Quantity cores() {
        return nodes.times(of.get("cassandra.node.cores"));
    }

    List<Line> lines() {
        Demand demand = of.demand();
        Quantity contactRows = of.get("contact.writes")
                .times(demand.single())
                .plus(Quantity.of(demand.messages() * demand.groupShare()));
        Quantity cursors = Quantity.of(demand.rows()).over(of.get("inbox.page")).plus(services.logins());
        Quantity writes =
                Quantity.of(demand.messages() + demand.rows()).plus(contactRows).plus(cursors);
        return List.of(
                new Line(PART, "archive rows", Quantity.of(demand.messages()), "a second", "one a message"),
                new Line(PART, "inbox rows", Quantity.of(demand.rows()), "a second", "recipients that are away"),
                new Line(PART, "contact rows", contactRows, "a second, at most", "contact.writes, 1 a group message"),
                new Line(PART, "receipts", cursors, "a second", "a cursor a page of the inbox, a device a login"),
                new Line(PART, "writes", writes, "a second, at most", "all of these, before replication"),
                new Line(
                        PART,
                        "written to disks",
                        of.get("cassandra.written")
                                .times(demand.messages())
                                .times(of.get("replication"))
                                .times(1e-6),
                        "MB/s",
                        "log, tables and compaction x replication"),
                new Line(PART, "disk, archive", archive, "GB", "archive.days x mean.share x replication"),
                new Line(PART, "disk, inbox", inbox, "GB", "inbox.days, the same: nothing goes when it is read"),
                new Line(PART, "disk, contacts", contacts, "GB", "registered x contacts x contact.row x replication"),
                new Line(PART, "busy cores", busy, "cores, at most", "each copy as much as the first"),
                new Line(PART, "nodes by cores", byCores, "", "busy cores x headroom / cassandra.node.cores"),
                new Line(PART, "nodes by disk", byDisk, "", "disk / (cassandra.node.disk x utilisation)"),
                new Line(PART, "nodes", nodes, "", "the greatest, replication at least"));
    }
}
