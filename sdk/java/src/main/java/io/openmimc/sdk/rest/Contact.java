package io.openmimc.sdk.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.OptionalInt;

/**
 * Somebody the caller has spoken with, or a group it is in, with the last message.
 *
 * @param topic whether it is a group
 * @param id the account's uuid, or the group's id
 * @param name the account, or the group's name as it is now
 * @param timestamp of the last message, milliseconds since the Unix epoch
 * @param last the last message
 * @param unread messages that no device of the caller has taken; empty where the server does not know at the moment
 * @param unreadMore whether there may be more of them than {@code unread}
 */
public record Contact(
        boolean topic, long id, String name, long timestamp, LastMessage last, OptionalInt unread, boolean unreadMore) {

    /** The last message of a conversation. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record LastMessage(long sequence, long fromUuid, String fromAccount, byte[] payload) {
        @Override
        public String toString() {
            return "LastMessage[sequence=" + sequence + ", from=" + fromAccount + ", payload=" + payload.length
                    + " bytes]";
        }
    }

    static Contact of(JsonNode row) {
        JsonNode last = row.path("lastMessage");
        return new Contact(
                row.path("userType").asText().equals("TOPIC"),
                row.path("id").asLong(),
                row.path("name").asText(),
                row.path("timestamp").asLong(),
                new LastMessage(
                        last.path("sequence").asLong(),
                        last.path("fromUuid").asLong(),
                        last.path("fromAccount").asText(),
                        Base64.getDecoder().decode(last.path("payload").asText())),
                row.has("unread") ? OptionalInt.of(row.path("unread").asInt()) : OptionalInt.empty(),
                row.path("unreadMore").asBoolean());
    }
}
