package io.openmimc.sdk;

import org.jspecify.annotations.Nullable;

/**
 * How a message is sent.
 *
 * @param bizType free text that travels with the message
 * @param isStore false keeps it out of the message history; it is delivered all the same
 * @param packetId null for a new one. Within ten minutes the server takes a message under the same packetId from the same
 *     account and resource for the same message
 */
public record SendOptions(String bizType, boolean isStore, @Nullable String packetId) {
    public static final SendOptions DEFAULT = new SendOptions("", true, null);

    public SendOptions withBizType(String bizType) {
        return new SendOptions(bizType, isStore, packetId);
    }

    public SendOptions withStore(boolean isStore) {
        return new SendOptions(bizType, isStore, packetId);
    }

    public SendOptions withPacketId(String packetId) {
        return new SendOptions(bizType, isStore, packetId);
    }
}
