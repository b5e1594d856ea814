package io.openmimc.sdk.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The archive of two accounts, or of a group. Pages are in the order of the sequences. */
public final class Conversation {
    private final Calls calls;
    private final Caller caller;
    private final String path;
    private final ObjectNode whose;

    Conversation(Calls calls, Caller caller, String path, ObjectNode whose) {
        this.calls = calls;
        this.caller = caller;
        this.path = path;
        this.whose = whose;
    }

    /**
     * The messages from a time (inclusive) to a time (exclusive), the first 5,000 at most.
     *
     * @param fromMs milliseconds since the Unix epoch
     * @param toMs at most 24 hours later
     */
    public CompletionStage<HistoryPage> byTime(long fromMs, long toMs) {
        return ask(
                "query/",
                whose.deepCopy().put("utcFromTime", Long.toString(fromMs)).put("utcToTime", Long.toString(toMs)));
    }

    /**
     * The last messages before a time.
     *
     * @param toMs milliseconds since the Unix epoch
     * @param count 1 to 200
     */
    public CompletionStage<HistoryPage> byCount(long toMs, int count) {
        return ask(
                "queryOnCount/",
                whose.deepCopy().put("utcToTime", Long.toString(toMs)).put("count", count));
    }

    /** The messages from a sequence (inclusive) to a sequence (exclusive), 500 at most. */
    public CompletionStage<HistoryPage> bySequence(long start, long stop) {
        return ask(
                "queryOnSequence/",
                whose.deepCopy().put("startSeq", Long.toString(start)).put("stopSeq", Long.toString(stop)));
    }

    private CompletionStage<HistoryPage> ask(String query, ObjectNode body) {
        return calls.post(path + query, body, caller.headers()).thenApply(Conversation::page);
    }

    private static HistoryPage page(JsonNode data) {
        long topicId = data.path("topicId").asLong();
        List<HistoryMessage> messages = new ArrayList<>();
        for (JsonNode message : data.path("messages")) {
            messages.add(new HistoryMessage(
                    message.path("sequence").asLong(),
                    message.path("ts").asLong(),
                    message.path("fromAccount").asText(),
                    message.path("toAccount").asText(""),
                    topicId,
                    Base64.getDecoder().decode(message.path("payload").asText()),
                    message.path("bizType").asText("")));
        }
        return new HistoryPage(messages, data.path("more").asBoolean());
    }
}
