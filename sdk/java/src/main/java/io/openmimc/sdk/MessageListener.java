package io.openmimc.sdk;

import java.util.List;

/**
 * Takes messages, batch by batch as the server sends them, one call at a time, on no event loop: it may block, and while it
 * does the client soon stops reading, so that messages wait at the server.
 */
@FunctionalInterface
public interface MessageListener {
    /**
     * @param batch ascending by sequence, none of them taken before, never empty
     * @return true acknowledges the batch: it never comes again. False, or an exception, leaves it with the server, and the
     *     client asks for it again after a pause
     */
    boolean onMessages(List<Message> batch);

    /**
     * The server holds more messages than it will deliver.
     *
     * @return true gives them up (read them from the history instead); false leaves things as they are
     */
    default boolean onBacklogTooLarge(long firstSequence, long lastSequence) {
        return false;
    }
}
