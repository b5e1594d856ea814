package io.openmimc.history.dispatch;

import io.openmimc.kit.device.AccountDevices;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one recipient gets of a message: its place in the account's lane, and which of its devices have taken it. Gateways
 * answer on several threads.
 */
final class Share {
    private final Recipient recipient;
    private final AccountDevices devices;
    private final AccountLane.Place place;
    private Set<String> taken = Set.of();
    private int undecided;

    Share(Recipient recipient, AccountDevices devices, AccountLane.Place place) {
        this.recipient = recipient;
        this.devices = devices;
        this.place = place;
    }

    Recipient recipient() {
        return recipient;
    }

    AccountDevices devices() {
        return devices;
    }

    AccountLane.Place place() {
        return place;
    }

    /** It is handed out to one more of its devices. */
    synchronized void handedOut() {
        undecided++;
    }

    /** Whether no device has it, or will have it, from a gateway. */
    synchronized boolean decided() {
        return undecided == 0;
    }

    /**
     * A gateway has answered for one device.
     *
     * @return whether that was the last one
     */
    synchronized boolean decide(String resource, boolean tookIt) {
        if (tookIt && taken.isEmpty()) {
            taken = Set.of(resource); // as a rule there is one device
        } else if (tookIt) {
            taken = new TreeSet<>(taken);
            taken.add(resource);
        }
        return --undecided == 0;
    }

    /** The resources that took it. Not to be asked before all is decided. */
    synchronized Set<String> taken() {
        return taken;
    }
}
