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
 * @param topicId of the history of a topic, else left out
 * @param row number of messages
 * @param timestamp time of the earliest one, 0 without any; only where asked for by count or sequence
 * @param more true if there was more than fitted, else left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryView(
        @JsonId long appId,
        @JsonId @Nullable Long topicId,
        List<Message> messages,
        int row,
        @Nullable Long timestamp,
        @Nullable Boolean more) {

    /**
     * A message.
     *
     * @param payload base64 of what was sent
     * @param ts ms since the Unix epoch
     * @param toAccount left out in the history of a topic
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Message(
            @JsonId long sequence,
            byte[] payload,
            long ts,
            String fromAccount,
            @Nullable String toAccount,
            String bizType) {
        static Message of(ArchivedMessage message, boolean toTopic) {
            return new Message(
                    message.sequence(),
                    message.payload(),
                    Sequence.timestampMs(message.sequence()),
                    message.fromAccount(),
                    toTopic ? null : message.toAccount(),
                    message.bizType());
        }
    }

    static HistoryView of(long appId, Slice slice) {
        return of(appId, null, slice);
    }

    static HistoryView ofTopic(long appId, long topicId, Slice slice) {
        return of(appId, topicId, slice);
    }

    private static HistoryView of(long appId, @Nullable Long topicId, Slice slice) {
        List<Message> messages = slice.messages().stream()
                .map(message -> Message.of(message, topicId != null))
                .toList();
        return new HistoryView(appId, topicId, messages, messages.size(), null, slice.more() ? true : null);
    }

    HistoryView withTimestamp() {
        return new HistoryView(
                appId,
                topicId,
                messages,
                row,
                messages.isEmpty() ? 0 : messages.get(0).ts(),
                more);
    }

    /** Where that there is more is no news: it says nothing about a range. */
    HistoryView withoutMore() {
        return new HistoryView(appId, topicId, messages, row, timestamp, null);
    }
}
