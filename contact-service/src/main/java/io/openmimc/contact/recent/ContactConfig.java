package io.openmimc.contact.recent;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How lists are kept and read. */
@ConfigMapping(prefix = "openmimc.contact")
public interface ContactConfig {
    /**
     * How long messages gather before they are noted, so that they share requests: that much later they are in the lists. Unit:
     * duration; zero notes at once.
     */
    @WithDefault("2s")
    Duration gather();

    /** Payloads of one answer; the oldest contacts that do not fit are left out. */
    @WithDefault("8M")
    MemorySize maxAnswerSize();

    /** Contacts of one answer; the oldest beyond are left out. */
    @WithDefault("10000")
    int maxContacts();

    /** Rows that are read for one answer: who writes to a million accounts has as many, in no order of time. */
    @WithDefault("50000")
    int maxRows();

    /** Lists that are read at once, each of which may hold {@link #maxAnswerSize}; more wait. */
    @WithDefault("16")
    int maxConcurrent();

    /** Lists that wait at most; further ones are refused with code 503. */
    @WithDefault("1000")
    int maxWaiting();
}
