package io.openmimc.history.dispatch;

import io.openmimc.history.Retries;
import io.openmimc.history.inbox.InboxEntry;
import io.openmimc.history.inbox.InboxRows;
import io.openmimc.kit.device.AccountDevices;
import io.openmimc.kit.device.DeviceConfig;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.device.Login;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.events.MessageDelivered;
import io.openmimc.proto.gateway.SessionRef;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Brings one message to the devices of its recipients: those connected now through their gateways, others by a row. */
@Singleton
class Deliveries {
    private final GatewayLinks links;
    private final InboxRows inbox;
    private final Devices devices;
    private final DurableDevices durable;
    private final DeliveryEvents events;
    private final Retries retries;
    private final DispatchMetrics metrics;
    private final long forgottenAfterMs;
    private final Clock clock = Clock.systemUTC();
    private final AccountLanes lanes = new AccountLanes(this::store);

    Deliveries(
            GatewayLinks links,
            InboxRows inbox,
            Devices devices,
            DurableDevices durable,
            DeliveryEvents events,
            Retries retries,
            DispatchMetrics metrics,
            DeviceConfig config) {
        this.links = links;
        this.inbox = inbox;
        this.devices = devices;
        this.durable = durable;
        this.events = events;
        this.retries = retries;
        this.metrics = metrics;
        this.forgottenAfterMs = config.retention().toMillis();
    }

    /**
     * Hands the message out before it returns; to be called in the order of the records, from one thread at a time for
     * each conversation.
     *
     * @param found the devices of all recipients
     * @param worker does what follows from the gateways' answers; must not block
     * @return completes when every device has it or its account has a row, and the event of it is durable
     */
    CompletionStage<Void> deliver(
            AcceptedMessage message, List<Recipient> recipients, Map<Long, AccountDevices> found, Executor worker) {
        var handout = new Handout();
        recipients.forEach(recipient -> handout.add(recipient, devicesOf(recipient, found)));
        List<AccountLane.Place> places = new ArrayList<>(recipients.size());
        recipients.forEach(recipient -> places.add(lanes.join(recipient.uuid())));
        handout.send(message, links, worker);

        List<CompletableFuture<Set<String>>> settled = new ArrayList<>(recipients.size());
        for (int i = 0; i < recipients.size(); i++) {
            Recipient recipient = recipients.get(i);
            settled.add(settle(
                            message,
                            recipient,
                            places.get(i),
                            devicesOf(recipient, found),
                            handout.taken(recipient.uuid()))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(settled.toArray(CompletableFuture[]::new))
                .thenCompose(done -> publish(message, recipients, settled));
    }

    private static AccountDevices devicesOf(Recipient recipient, Map<Long, AccountDevices> found) {
        return Objects.requireNonNull(found.get(recipient.uuid()));
    }

    /** Completes with the resources that took it, once the account's row, if it needs one, is durable and announced. */
    private CompletionStage<Set<String>> settle(
            AcceptedMessage message,
            Recipient recipient,
            AccountLane.Place place,
            AccountDevices found,
            CompletionStage<Set<String>> taken) {
        CompletionStage<Set<String>> beside = durable.beside(found);
        return taken.thenCombine(beside, (took, others) -> {
                    Set<String> known = recipient.known(found, others, clock.millis() - forgottenAfterMs);
                    if (recipient.needsRow(known, took)) {
                        lanes.store(recipient.uuid(), place, new InboxEntry(message, recipient.has(took)));
                    } else {
                        lanes.leave(recipient.uuid(), place);
                    }
                    return took;
                })
                .whenComplete((took, failure) -> {
                    if (failure != null) {
                        lanes.leave(recipient.uuid(), place); // it becomes a dead letter; those after it must not wait
                    }
                })
                .thenCombine(place.done(), (took, done) -> took);
    }

    private AccountLanes.Stored store(long uuid, List<InboxEntry> rows) {
        CompletionStage<Void> durable = retries.untilDone("inbox-rows", () -> inbox.store(uuid, rows));
        return new AccountLanes.Stored(durable, durable.thenCompose(done -> {
            metrics.stored(rows.size());
            return wake(uuid, rows);
        }));
    }

    /**
     * Looks at the registration again, after the rows are written, and wakes who has not got all of them: a device
     * registers before it pulls, so either its pull sees the rows or it is seen here.
     */
    private CompletionStage<Void> wake(long uuid, List<InboxEntry> rows) {
        return retries.untilDone("look-again", () -> devices.list(uuid))
                .thenAccept(now -> now.devices().forEach(device -> {
                    Login login = device.login();
                    if (login != null
                            && !rows.stream().allMatch(row -> row.taken().contains(device.resource()))) {
                        links.wake(
                                login,
                                SessionRef.newBuilder()
                                        .setUuid(uuid)
                                        .setResource(device.resource())
                                        .setSession(login.session())
                                        .build());
                    }
                }));
    }

    private CompletionStage<Void> publish(
            AcceptedMessage message, List<Recipient> recipients, List<CompletableFuture<Set<String>>> settled) {
        var event = MessageDelivered.newBuilder().setMessage(message);
        for (int i = 0; i < recipients.size(); i++) {
            Recipient recipient = recipients.get(i);
            if (recipient.receiver()) {
                // A note to oneself is where its sender is, unless it came over REST.
                Set<String> taken = message.getPush()
                        ? settled.get(i).join()
                        : recipient.has(settled.get(i).join());
                event.addRecipients(MessageDelivered.Recipient.newBuilder()
                        .setAccount(recipient.account())
                        .addAllTakenBy(taken)
                        .setOffline(taken.isEmpty()));
            }
        }
        return events.publish(
                message.getKind() == Kind.P2T
                        ? message.getTopicId()
                        : message.getTo().getUuid(),
                event.build());
    }
}
