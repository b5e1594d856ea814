package io.openmimc.bench.load;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What one device heard, compared with what was sent. Confined to the thread that the device hears on. */
public final class Ear {
    /** One conversation of one series. */
    private static final class Heard {
        final BitSet numbers = new BitSet();
        int highest = -1;
    }

    private final IntFunction<@Nullable Ledger> ledgers;
    private final Map<Long, Heard> conversations = new HashMap<>();

    /**
     * @param ledgers the ledger of a series; null for messages that are nobody's concern
     */
    public Ear(IntFunction<@Nullable Ledger> ledgers) {
        this.ledgers = ledgers;
    }

    /** A message arrived. One whose payload is of no series of ours is passed over. */
    public void hear(byte[] bytes, long nowNanos) {
        Ledger ledger = bytes.length < Payload.MIN_BYTES ? null : ledgers.apply(Payload.series(bytes));
        if (ledger == null) {
            return;
        }
        if (!Payload.isIntact(bytes)) {
            ledger.damaged();
            return;
        }
        Payload payload = Payload.of(bytes);
        Heard heard = conversations.computeIfAbsent(
                (long) payload.series() << Integer.SIZE | payload.conversation(), key -> new Heard());
        if (heard.numbers.get(payload.number())) {
            ledger.duplicate();
            return;
        }
        heard.numbers.set(payload.number());
        if (payload.number() < heard.highest) {
            ledger.outOfOrder();
        }
        heard.highest = Math.max(heard.highest, payload.number());
        ledger.arrived(payload.index(), nowNanos);
    }
}
