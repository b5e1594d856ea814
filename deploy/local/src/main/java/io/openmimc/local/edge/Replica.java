package io.openmimc.local.edge;

import java.util.concurrent.atomic.AtomicInteger;

/** A place where a replica of a service may be, and what was last seen there. Thread-safe. */
final class Replica {
    /** Whether to hand on to it. */
    enum State {
        READY,
        /** Somebody is there, but does not want to be asked, or does not answer. */
        UNREADY,
        /** Nobody is there. */
        ABSENT
    }

    private final EdgePlan.Place place;
    private final AtomicInteger clients = new AtomicInteger();
    private volatile State state;

    Replica(EdgePlan.Place place, State state) {
        this.place = place;
        this.state = state;
    }

    EdgePlan.Place place() {
        return place;
    }

    State state() {
        return state;
    }

    /** @return whether that is news */
    boolean seen(State now) {
        State before = state;
        state = now;
        return before != now;
    }

    /** How many clients of doors are connected to it. */
    AtomicInteger clients() {
        return clients;
    }
}
