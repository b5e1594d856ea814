package io.openmimc.history.inbox;

import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import io.openmimc.proto.inbox.Device;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.Settled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The inboxes as devices see them. Each device has a cursor, the position of the last row it took; it reads from
 * {@link InboxConfig#overlap} before that and leaves out what it took already, as the rows of that stretch say. One that is
 * new begins where the device is that has read furthest, and leaves out what others took before it came, too.
 * All failures are {@link io.openmimc.proto.ImException}: NOT_FOUND for an account of another app, else mostly UNAVAILABLE.
 */
@Singleton
class Inbox {
    private static final Duration SEEN_AGAIN = Duration.ofDays(1);
    /** Rows that a device passes without pulling any: below this it is cheaper to read them again than to note it. */
    private static final int WORTH_NOTING = 50;

    private final InboxRows rows;
    private final Owners owners;
    private final KnownDevices devices;
    private final Settlements settlements;
    private final InboxConfig config;
    private final InboxMetrics metrics;
    private final Clock clock = Clock.systemUTC();

    Inbox(
            InboxRows rows,
            Owners owners,
            KnownDevices devices,
            Settlements settlements,
            InboxConfig config,
            InboxMetrics metrics) {
        this.rows = rows;
        this.owners = owners;
        this.devices = devices;
        this.settlements = settlements;
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * Settles, then answers the oldest page of what is left.
     *
     * @param loginMs of the login that asks, ms since the Unix epoch: the first one's, should the device be new
     */
    CompletionStage<InboxPage> pull(Device device, long loginMs, Settled settled, int maxMessages, int maxBytes) {
        return owners.devices(device.getAppId(), device.getUuid()).thenCompose(known -> {
            CompletionStage<Set<Long>> settling = settlements.settle(device, settled, known);
            return settling.thenCombine(
                            start(device, loginMs, known),
                            (sequences, me) -> page(device, me, settled, sequences, maxMessages, maxBytes))
                    .thenCompose(page -> page);
        });
    }

    private CompletionStage<InboxPage> page(
            Device device, KnownDevice me, Settled settled, Set<Long> sequences, int maxMessages, int maxBytes) {
        long from = Math.max(me.cursor(), Settlements.furthest(settled));
        var reader = new PageReader(rows, device.getUuid(), me, sequences, maxMessages, maxBytes);
        return rows.scan(device.getUuid(), Positions.before(from, config.overlap()))
                .thenCompose(reader::read)
                .thenCompose(page -> passed(device, reader, from).thenApply(done -> page))
                .thenApply(page -> {
                    metrics.pulled(page.getRowsCount());
                    return page;
                });
    }

    /** The device as it is known; one that is new becomes known. */
    private CompletionStage<KnownDevice> start(Device device, long loginMs, List<KnownDevice> known) {
        long furthest = 0;
        for (KnownDevice each : known) {
            if (each.resource().equals(device.getResource())) {
                return seenAgain(device, each);
            }
            furthest = Math.max(furthest, each.cursor());
        }
        return welcome(
                device, new KnownDevice(device.getResource(), furthest, clock.millis(), loginMs, device.getAppId()));
    }

    private CompletionStage<KnownDevice> welcome(Device device, KnownDevice me) {
        metrics.welcomed();
        CompletionStage<List<BatchableStatement<?>>> welcoming = devices.welcomeStatement(device.getUuid(), me)
                .thenApply(welcome -> {
                    List<BatchableStatement<?>> statements = new ArrayList<>();
                    statements.add(welcome);
                    return statements;
                });
        if (me.cursor() > 0) {
            // In one: a device that is known without its cursor would begin at the beginning.
            welcoming = welcoming.thenCombine(
                    devices.moveStatement(device.getUuid(), device.getResource(), me.cursor()), (statements, move) -> {
                        statements.add(move);
                        return statements;
                    });
        }
        return welcoming
                .thenCompose(statements -> rows.run("devices.welcome", statements))
                .thenApply(done -> me);
    }

    private CompletionStage<KnownDevice> seenAgain(Device device, KnownDevice me) {
        return clock.millis() - me.lastSeenMs() < SEEN_AGAIN.toMillis() && me.appId() != 0
                ? CompletableFuture.completedStage(me)
                : devices.see(device.getAppId(), device.getUuid(), device.getResource(), clock.instant())
                        .thenApply(done -> me);
    }

    /** A device that takes everything live settles nothing here: its cursor follows the rows that it passes. */
    private CompletionStage<Void> passed(Device device, PageReader reader, long cursor) {
        return reader.passed() < WORTH_NOTING || reader.passedUpTo() <= cursor
                ? CompletableFuture.completedStage(null)
                : devices.move(device.getUuid(), device.getResource(), reader.passedUpTo());
    }
}
