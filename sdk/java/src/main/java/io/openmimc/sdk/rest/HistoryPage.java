package io.openmimc.sdk.rest;

import java.util.List;

/**
 * @param messages ascending by sequence
 * @param more there are more in the window asked for; go on from the last sequence
 */
public record HistoryPage(List<HistoryMessage> messages, boolean more) {
    public HistoryPage {
        messages = List.copyOf(messages);
    }
}
