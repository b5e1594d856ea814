package io.openmimc.history.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.openmimc.history.archive.ArchivedMessage;
import io.openmimc.history.archive.Slice;
import io.openmimc.kit.rest.JsonId;
import io.openmimc.proto.Sequence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a conversation, ascending by sequence.
 *
 * @param row number of messages
 * @param timestamp time of the earliest one, 0 without any; only where asked for by count or sequence
 * @param more true if there was more than fitted, else left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryView(
        @JsonId long appId, List<Message> messages, int row, @Nullable Long timestamp, @Nullable Boolean more) {

    /**
     * A message.
     *
     * @param payload base64 of what was sent
     * @param ts ms since the Unix epoch
     */
    public record Message(
            @JsonId long sequence, byte[] payload, long ts, String fromAccount, String toAccount, String bizType) {
        static Message of(ArchivedMessage message) {
            return new Message(
                    message.sequence(),
                    message.payload(),
                    Sequence.timestampMs(message.sequence()),
                    message.fromAccount(),
                    message.toAccount(),
                    message.bizType());
        }
    }

    static HistoryView of(long appId, Slice slice) {
        List<Message> messages = slice.messages().stream().map(Message::of).toList();
        return new HistoryView(appId, messages, messages.size(), null, slice.more() ? true : null);
    }

    HistoryView withTimestamp() {
        return new HistoryView(
                appId, messages, row, messages.isEmpty() ? 0 : messages.get(0).ts(), more);
    }

    HistoryView withoutMore() {
        return new HistoryView(appId, messages, row, timestamp, null);
    }
}
