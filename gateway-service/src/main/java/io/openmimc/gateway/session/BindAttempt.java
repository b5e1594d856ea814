package io.openmimc.gateway.session;

import io.netty.util.concurrent.Future;
import io.openmimc.gateway.session.LoginTurns.Turn;
import io.openmimc.proto.wire.ClientHeader;
import org.jspecify.annotations.Nullable;

/** A BIND that is being decided. On the event loop of its connection. */
final class BindAttempt {
    private final ClientHeader header;
    private final long startNanos = System.nanoTime();
    private @Nullable Turn<Granted> turn;
    private @Nullable Future<?> timeout;
    private boolean over;

    BindAttempt(ClientHeader header) {
        this.header = header;
    }

    /**
     * Begins.
     *
     * @param timeout refuses it when it is not over in time
     */
    void begin(Turn<Granted> turn, Future<?> timeout) {
        this.turn = turn;
        this.timeout = timeout;
    }

    ClientHeader header() {
        return header;
    }

    long startNanos() {
        return startNanos;
    }

    /** Since it came. */
    long elapsedMs() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    /** Whether it is decided, and the client told or gone. */
    boolean over() {
        return over;
    }

    /** It is decided. Its turn ends with {@link #end}. */
    void decided() {
        over = true;
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    /** The client is gone: if its turn has not come yet, it never will. */
    void leave() {
        decided();
        if (turn != null) {
            turn.cancel();
        }
    }

    /** Nothing is done for it any more. */
    void end() {
        decided();
        if (turn != null) {
            turn.end();
        }
    }
}
