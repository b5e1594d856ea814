package io.openmimc.callback.courier;

import io.openmimc.callback.store.Due;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The URLs for which callbacks went to the database because there was no room in memory. All that follow go there, too,
 * until what is there has been taken out: else they would overtake those of their conversation.
 */
@Singleton
public class Overflows {
    private static final class Overflow {
        private long count;
        private int unwritten;
    }

    private final Map<Due, Overflow> overflows = new HashMap<>();

    /** One more goes to the database; {@link #written} must follow. */
    synchronized void add(Due due) {
        Overflow overflow = overflows.computeIfAbsent(due, key -> new Overflow());
        overflow.count++;
        overflow.unwritten++;
    }

    /** Whether those that follow must go to the database, too. */
    synchronized boolean contains(Due due) {
        return overflows.containsKey(due);
    }

    synchronized void written(Due due) {
        Overflow overflow = overflows.get(due);
        if (overflow != null) {
            overflow.unwritten--;
        }
    }

    /** Those that have not ended. */
    public synchronized Set<Due> all() {
        return Set.copyOf(overflows.keySet());
    }

    /** How many went to the database; nothing if there are none, or some are on their way: then it cannot end yet. */
    public synchronized OptionalLong mark(Due due) {
        Overflow overflow = overflows.get(due);
        return overflow == null || overflow.unwritten > 0 ? OptionalLong.empty() : OptionalLong.of(overflow.count);
    }

    /** All that was in the database at that mark has been taken out: it ends, unless something has come since. */
    public synchronized void end(Due due, long mark) {
        Overflow overflow = overflows.get(due);
        if (overflow != null && overflow.count == mark) {
            overflows.remove(due);
        }
    }
}
