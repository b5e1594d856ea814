package io.openmimc.gateway.mailbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How messages are handed to devices, and when we give up on one that does not answer. */
@ConfigMapping(prefix = "openmimc.gateway.delivery")
public interface DeliveryConfig {
    /** A live message that its device has not acknowledged after this long goes to the inbox. */
    @WithDefault("2s")
    Duration timeout();

    /** Live messages waiting for one session; beyond, they go to the inbox. */
    @WithDefault("200")
    int maxQueuedMessages();

    /** Bytes of payload waiting for one session; beyond, messages go to the inbox. */
    @WithDefault("524288")
    int maxQueuedBytes();

    /** Packets in one COMPOUND and in one page of the inbox. docs/wire-protocol.md 7.2, rule 6. */
    @WithDefault("50")
    int maxCompoundPackets();

    /** Bytes of payload in one COMPOUND and in one page of the inbox, but at least one packet. */
    @WithDefault("65536")
    int maxCompoundBytes();

    /** A COMPOUND without an acknowledgement is sent again after this long. Not sooner: the C++ SDK does not filter. */
    @WithDefault("15s")
    Duration resendAfter();

    /** So often is a COMPOUND sent again; then its device must log in or pull. */
    @WithDefault("3")
    int maxResends();

    /** The inbox is looked into this long after a message went there, though nobody told that it has arrived. */
    @WithDefault("5s")
    Duration wakeLimit();

    /**
     * After a message went to the inbox, later ones wait this long for it to come back from there: order. They go there, too,
     * and come at the latest when Cassandra can be written to again.
     */
    @WithDefault("60s")
    Duration orderLimit();

    /**
     * A message to a group is spread over this long on each event loop, at most, while one-to-one messages are delivered: these
     * come in between, on this and on other processes of the machine. 0: never.
     */
    @WithDefault("60ms")
    Duration topicSpread();

    /** A call to history-service without an answer after this long is tried again. */
    @WithDefault("3s")
    Duration pullTimeout();

    /** Deliveries of one dispatcher being worked on at once; it may send no more until some are answered. */
    @WithDefault("4096")
    int maxOpenDeliveries();
}
