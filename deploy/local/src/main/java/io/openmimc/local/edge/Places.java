package io.openmimc.local.edge;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts what clients hold open, by their address and in all. When there is no place left, the longest waiting holder of
 * the address, or of the address that holds most, gives way: one that sends slowly keeps nobody out, not even at its own
 * address. Confined to the server's event loop.
 */
final class Places {
    private final EdgeLimits.Bound bound;
    private final Map<String, Address> addresses = new HashMap<>();
    private int taken;

    Places(EdgeLimits.Bound bound) {
        this.bound = bound;
    }

    /**
     * Takes a place that waits from now on.
     *
     * @param giveWay called once if the place is lost to somebody else
     * @return empty when nobody gives way
     */
    Optional<Place> take(String name, Runnable giveWay) {
        Address own = addresses.get(name);
        if (own != null && own.taken >= bound.byAddress()) {
            return own.makeRoom() ? take(name, giveWay) : Optional.empty();
        }
        if (taken >= bound.inAll()) {
            return addresses.values().stream()
                            .filter(address -> !address.waiting.isEmpty())
                            .max(Comparator.comparingInt(address -> address.taken))
                            .map(Address::makeRoom)
                            .isPresent()
                    ? take(name, giveWay)
                    : Optional.empty();
        }
        return Optional.of(new Place(addresses.computeIfAbsent(name, Address::new), giveWay));
    }

    /** Whether the address holds as many as it may. */
    boolean full(String name) {
        Address address = addresses.get(name);
        return address != null && address.taken >= bound.byAddress();
    }

    /** How many are taken. */
    int taken() {
        return taken;
    }

    private static final class Address {
        private final String name;
        /** Of these the first has waited longest. */
        private final Set<Place> waiting = new LinkedHashSet<>();

        private int taken;

        private Address(String name) {
            this.name = name;
        }

        private boolean makeRoom() {
            Optional<Place> longest = waiting.stream().findFirst();
            longest.ifPresent(Place::giveWay);
            return longest.isPresent();
        }
    }

    /** A place that somebody holds. */
    final class Place {
        private final Address address;
        private final Runnable giveWay;
        private boolean held = true;

        private Place(Address address, Runnable giveWay) {
            this.address = address;
            this.giveWay = giveWay;
            address.taken++;
            taken++;
            address.waiting.add(this);
        }

        /** Gives way to nobody from now on. */
        void works() {
            address.waiting.remove(this);
        }

        /** Waits, counted from now. */
        void waits() {
            if (held) {
                address.waiting.remove(this);
                address.waiting.add(this);
            }
        }

        /** Has no effect the second time. */
        void giveBack() {
            if (!held) {
                return;
            }
            held = false;
            address.waiting.remove(this);
            taken--;
            if (--address.taken == 0) {
                addresses.remove(address.name);
            }
        }

        private void giveWay() {
            giveBack();
            giveWay.run();
        }
    }
}
