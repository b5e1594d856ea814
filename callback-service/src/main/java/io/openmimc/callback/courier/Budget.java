package io.openmimc.callback.courier;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all endpoints together may hold in memory. */
final class Budget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    Budget(long limitBytes) {
        this.limit = limitBytes;
    }

    boolean take(int bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** Takes them even if that is more than there are. */
    void overdraw(int bytes) {
        used.addAndGet(bytes);
    }

    void giveBack(int bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }
}
