package io.openmimc.gateway.delivery;

import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams of the dispatchers, for as long as this gateway takes deliveries. From any thread. */
@Singleton
public class DeliveryStreams {
    private final Set<DeliveryStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;

    boolean ending() {
        return ending;
    }

    void opened(DeliveryStream stream) {
        open.add(stream);
        if (ending) { // looked at after the line before, so that either end() sees it or it sees the end
            stream.end();
        }
    }

    void closed(DeliveryStream stream) {
        open.remove(stream);
    }

    /** Whether every delivery that has come is answered. */
    public boolean answered() {
        return open.stream().allMatch(DeliveryStream::answered);
    }

    /**
     * Ends them, and takes no more. A dispatcher goes on without this gateway: what it has sent and not heard of counts as not
     * taken, and goes to the inbox.
     */
    public void end() {
        ending = true;
        open.forEach(DeliveryStream::end);
    }
}
