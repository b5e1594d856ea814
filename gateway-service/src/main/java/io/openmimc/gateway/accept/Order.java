package io.openmimc.gateway.accept;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the order of one sender's messages in each of its conversations, while they get ready in any order. A message that
 * takes long holds up those behind it in its conversation and no others. Safe for all threads.
 */
final class Order {
    private final Consumer<Attempt> release;
    /** The youngest attempt of each conversation that has one waiting; bounded by the lane. */
    private final Map<Destination, Attempt> last = new HashMap<>();

    /**
     * @param release called once for each attempt, when it and all before it in the conversation are ready; without any
     *     lock, and never for two of one conversation at a time
     */
    Order(Consumer<Attempt> release) {
        this.release = release;
    }

    synchronized void enter(Attempt attempt) {
        Attempt before = last.put(conversation(attempt), attempt);
        if (before == null) {
            attempt.first = true;
        } else {
            before.next = attempt;
        }
    }

    /** Tells that an attempt has all it needs, or has failed. Only the first call for an attempt counts. */
    void ready(Attempt attempt) {
        synchronized (this) {
            if (attempt.ready) {
                return;
            }
            attempt.ready = true;
            if (!attempt.first) {
                return;
            }
        }
        @Nullable Attempt current = attempt;
        while (current != null) {
            release.accept(current);
            current = advance(current);
        }
    }

    /** Lets the next one of the conversation be the first; answers it if it was only waiting for that. */
    private synchronized @Nullable Attempt advance(Attempt released) {
        Attempt next = released.next;
        if (next == null) {
            last.remove(conversation(released));
            return null;
        }
        next.first = true;
        return next.ready ? next : null;
    }

    private static Destination conversation(Attempt attempt) {
        return attempt.submission.to();
    }
}
