package io.openmimc.history.dispatch;

import io.openmimc.kit.device.AccountDevices;
import io.openmimc.kit.device.Device;
import io.openmimc.kit.topic.Roster;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account that a message goes to.
 *
 * @param sender the sender's own account, whose other devices get a copy
 * @param receiver addressed by the message; both are true of a note to oneself
 * @param sendingResource the device that has it already; null unless {@code sender}
 */
record Recipient(AccountRef account, boolean sender, boolean receiver, @Nullable String sendingResource) {
    /** How far the clocks of two gateways may be apart: of the one that accepts a message and that of a login. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    /** Those of a message to an account. */
    static List<Recipient> of(AcceptedMessage message) {
        if (message.getFrom().getUuid() == message.getTo().getUuid()) {
            return List.of(new Recipient(message.getTo(), true, true, message.getFromResource()));
        }
        return List.of(new Recipient(message.getTo(), false, true, null), sender(message));
    }

    /** Those of a message to a topic: its members, and the sender even if it has left since. */
    static List<Recipient> of(AcceptedMessage message, Roster roster) {
        List<Recipient> recipients = new ArrayList<>(roster.members().size() + 1);
        long sender = message.getFrom().getUuid();
        for (AccountRef member : roster.members()) {
            if (member.getUuid() != sender) {
                recipients.add(new Recipient(member, false, true, null));
            }
        }
        recipients.add(sender(message));
        return recipients;
    }

    private static Recipient sender(AcceptedMessage message) {
        return new Recipient(message.getFrom(), true, false, message.getFromResource());
    }

    long uuid() {
        return account.getUuid();
    }

    /**
     * Whether something has to wait in the inbox: for a known device, connected or not, or for the first one that a
     * receiver will have.
     *
     * @param others devices that are known beside those in {@code devices}
     * @param taken who has it now
     */
    boolean needsRow(AccountDevices devices, Set<String> others, Set<String> taken, long forgottenBeforeMs) {
        boolean any = false;
        for (Device device : devices.devices()) {
            if ((device.login() != null || device.lastSeenMs() >= forgottenBeforeMs) && !sent(device.resource())) {
                any = true;
                if (!taken.contains(device.resource())) {
                    return true;
                }
            }
        }
        for (String resource : others) {
            if (!sent(resource)) {
                any = true;
                if (!taken.contains(resource)) {
                    return true;
                }
            }
        }
        return !any && receiver;
    }

    private boolean sent(String resource) {
        return resource.equals(sendingResource);
    }

    /**
     * Those that have not taken it and may have logged in for the first time since it was accepted: for the row, so that they
     * get it though others took it. Who came after {@code devices} were looked up is none of them, nor is who was known long
     * before: for those nobody's taking it makes it history.
     */
    Set<String> owed(AccountDevices devices, Set<String> taken, long acceptedMs) {
        long sinceMs = acceptedMs - CLOCKS_APART.toMillis();
        Set<String> owed = new HashSet<>();
        for (Device device : devices.devices()) {
            String resource = device.resource();
            if (device.lastSeenMs() >= sinceMs && !sent(resource) && !taken.contains(resource)) {
                owed.add(resource);
            }
        }
        return owed;
    }

    /** Those that have it, for the row. */
    Set<String> has(Set<String> taken) {
        if (sendingResource == null) {
            return taken;
        }
        Set<String> has = new HashSet<>(taken);
        has.add(sendingResource);
        return has;
    }
}
