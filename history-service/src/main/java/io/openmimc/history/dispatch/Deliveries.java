package io.openmimc.history.dispatch;

import io.openmimc.history.inbox.InboxEntry;
import io.openmimc.history.inbox.InboxRows;
import io.openmimc.kit.device.AccountDevices;
import io.openmimc.kit.device.Device;
import io.openmimc.kit.device.DeviceConfig;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.device.Login;
import io.openmimc.kit.kafka.Retries;
import io.openmimc.proto.Sequence;
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
    private final AccountLanes lanes;

    Deliveries(
            GatewayLinks links,
            InboxRows inbox,
            Devices devices,
            DurableDevices durable,
            DeliveryEvents events,
            Retries retries,
            DispatchMetrics metrics,
            DeviceConfig config,
            DispatchConfig dispatch) {
        this.links = links;
        this.inbox = inbox;
        this.devices = devices;
        this.durable = durable;
        this.events = events;
        this.retries = retries;
        this.metrics = metrics;
        this.forgottenAfterMs = config.retention().toMillis();
        this.lanes = new AccountLanes(
                this::store, dispatch.answerTimeout().multipliedBy(2), System::nanoTime); // twice what a fate takes
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
        var fates = new Fates(recipients.size());
        List<AccountDevices> devicesNow = recipients.stream()
                .map(recipient -> Objects.requireNonNull(found.get(recipient.uuid())))
                .toList();
        // From here on nothing may be thrown: a place in a lane whose fate stays open holds up its account for good.
        List<Share> shares = new ArrayList<>(recipients.size());
        for (int i = 0; i < recipients.size(); i++) {
            Recipient recipient = recipients.get(i);
            AccountDevices devices = devicesNow.get(i);
            var share = new Share(recipient, devices, lanes.join(recipient.uuid(), sessions(devices)));
            shares.add(share);
            metrics.withheld(handout.add(share));
        }
        List<Share> absent = shares.stream().filter(Share::decided).toList(); // before gateways answer
        handout.send(message, links, worker, share -> settle(message, share, fates));
        inbox.together(() -> absent.forEach(share -> settle(message, share, fates)));
        return fates.known().thenCompose(done -> publish(message, shares));
    }

    private static long[] sessions(AccountDevices devices) {
        return devices.devices().stream()
                .map(Device::login)
                .filter(Objects::nonNull)
                .mapToLong(Login::session)
                .toArray();
    }

    /** Sees to the account's row, if it needs one. */
    private void settle(AcceptedMessage message, Share share, Fates fates) {
        if (share.devices().complete()) {
            settle(message, share, Set.of(), fates);
        } else {
            durable.beside(share.devices()).whenComplete((others, failure) -> {
                if (failure == null) {
                    settle(message, share, others, fates);
                } else {
                    fault(share, fates, failure);
                }
            });
        }
    }

    private void settle(AcceptedMessage message, Share share, Set<String> others, Fates fates) {
        try {
            storeOrLeave(message, share, others, fates);
        } catch (RuntimeException | Error e) {
            fault(share, fates, e); // nobody else would hear of it
        }
    }

    /** The message becomes a dead letter; those after it must not wait. */
    private void fault(Share share, Fates fates, Throwable failure) {
        lanes.leave(share.recipient().uuid(), share.place());
        fates.settled(failure);
    }

    private void storeOrLeave(AcceptedMessage message, Share share, Set<String> others, Fates fates) {
        Recipient recipient = share.recipient();
        if (recipient.needsRow(share.devices(), others, share.taken(), clock.millis() - forgottenAfterMs)) {
            Set<String> owed =
                    recipient.owed(share.devices(), share.taken(), Sequence.timestampMs(message.getSequence()));
            lanes.store(recipient.uuid(), share.place(), new InboxEntry(message, recipient.has(share.taken()), owed));
            share.place().done().whenComplete((done, failure) -> fates.settled(failure));
        } else {
            lanes.leave(recipient.uuid(), share.place());
            fates.settled(null);
        }
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

    private CompletionStage<Void> publish(AcceptedMessage message, List<Share> shares) {
        var event = MessageDelivered.newBuilder().setMessage(message);
        for (Share share : shares) {
            Recipient recipient = share.recipient();
            if (recipient.receiver()) {
                // A note to oneself is where its sender is, unless it came over REST.
                Set<String> taken = message.getPush() ? share.taken() : recipient.has(share.taken());
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
