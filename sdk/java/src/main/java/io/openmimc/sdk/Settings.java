package io.openmimc.sdk;

import java.time.Duration;

/**
 * What a client was built with.
 *
 * @param connectTimeout for the connection, TLS and the WebSocket handshake, each
 * @param answerTimeout a connection that says nothing for this long after something that must be answered is given up
 * @param sendTimeout how long a message is tried
 * @param maxPendingSends messages not yet answered, waiting ones included
 * @param sendWindow messages on the wire at a time
 * @param maxQueuedMessages messages waiting for the listener before reading stops
 * @param rememberedSequences how many taken sequences are remembered against duplicates
 */
record Settings(
        Endpoint endpoint,
        long appId,
        String account,
        String resource,
        boolean singleLogin,
        Duration minBackoff,
        Duration maxBackoff,
        Duration connectTimeout,
        Duration answerTimeout,
        Duration pingInterval,
        Duration sendTimeout,
        int maxPendingSends,
        int sendWindow,
        int maxQueuedMessages,
        int rememberedSequences) {}
