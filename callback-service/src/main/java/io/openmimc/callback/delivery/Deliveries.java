package io.openmimc.callback.delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.openmimc.proto.accounts.CallbackKind;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Makes deliveries of messages. The shapes of their bodies are in docs/callbacks.md "What is sent". */
public final class Deliveries {
    private static final JsonFactory JSON = new JsonFactory();

    private Deliveries() {}

    /** A message between two accounts. */
    public static Delivery p2p(AcceptedMessage message, boolean offline, long now) {
        CallbackKind kind = offline ? CallbackKind.OFFLINE_MSG : CallbackKind.NORMAL_MSG;
        String appId = Long.toString(message.getAppId());
        return of(message, kind, now, json -> {
            json.writeStringField("fromAppId", appId);
            json.writeStringField("fromAccount", message.getFrom().getAccount());
            json.writeStringField("toAppId", appId);
            json.writeStringField("toAccount", message.getTo().getAccount());
        });
    }

    /**
     * A message to a topic.
     *
     * @param accounts for whom it was, or who did not get it
     */
    public static Delivery p2t(AcceptedMessage message, boolean offline, List<String> accounts, long now) {
        CallbackKind kind = offline ? CallbackKind.OFFLINE_TOPIC_MSG : CallbackKind.NORMAL_TOPIC_MSG;
        return of(message, kind, now, json -> {
            json.writeStringField("appId", Long.toString(message.getAppId()));
            json.writeStringField("topicId", Long.toString(message.getTopicId()));
            json.writeStringField("fromAccount", message.getFrom().getAccount());
            json.writeArrayFieldStart("toAccounts");
            for (String account : accounts) {
                json.writeString(account);
            }
            json.writeEndArray();
        });
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static Delivery of(AcceptedMessage message, CallbackKind kind, long now, Fields between) {
        var body = new ByteArrayOutputStream(256 + message.getPayload().size() * 4 / 3);
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("msgType", kind.name());
            between.write(json);
            json.writeBinaryField("payload", message.getPayload().toByteArray());
            json.writeNumberField("timestamp", message.getTimestamp());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return new Delivery(
                Long.toString(message.getSequence()) + "-" + kind.name(),
                message.getAppId(),
                kind,
                conversation(message),
                body.toByteArray(),
                now);
    }

    /** Two that share a number by chance only wait for each other. */
    private static long conversation(AcceptedMessage message) {
        return message.getKind() == Kind.P2T
                ? message.getTopicId()
                : message.getFrom().getUuid() * 31 + message.getTo().getUuid();
    }
}
