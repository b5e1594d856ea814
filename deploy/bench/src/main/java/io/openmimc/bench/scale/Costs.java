package io.openmimc.bench.scale;

import java.util.Locale;

/** Which of the two measured costs of a message is reckoned with. */
public enum Costs {
    /** At 3,000 messages a second through one of each: requests are shared. The least that can be hoped for. */
    BUSY,
    /** At 500 a second: each message has requests of its own, as among many processes. The most that is to be feared. */
    SPARSE;

    /** Of constants, as {@code busy.gateway}. */
    String prefix() {
        return name().toLowerCase(Locale.ROOT);
    }
}
