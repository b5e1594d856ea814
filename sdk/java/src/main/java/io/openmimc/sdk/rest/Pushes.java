package io.openmimc.sdk.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Messages that an app's server sends in the name of accounts. docs/rest-api.md "Push". */
public final class Pushes {
    private final Calls calls;
    private final AppCredentials app;

    Pushes(Calls calls, AppCredentials app) {
        this.calls = calls;
        this.app = app;
    }

    /**
     * Sends a message to an account, which needs not exist yet.
     *
     * @return the packetId, once the message is stored durably
     */
    public CompletionStage<String> toAccount(Push push, String account) {
        return one("/api/push/p2p/", push, body(push).put("toAccount", account));
    }

    /**
     * Sends the same message to many accounts.
     *
     * @param accounts 1,000 at most
     * @return the packetIds, in the order of the accounts
     */
    public CompletionStage<List<String>> toAccounts(Push push, Collection<String> accounts) {
        ObjectNode body = body(push);
        accounts.forEach(body.putArray("toAccounts")::add);
        return many("/api/push/p2p/more", push, body);
    }

    /**
     * Sends a message to a group; the push's account must be a member.
     *
     * @return the packetId, once the message is stored durably; fails with 403 where the account is not a member, and with
     *     404 where the app has no such group
     */
    public CompletionStage<String> toTopic(Push push, long topicId) {
        return one("/api/push/p2t/", push, body(push).put("topicId", Long.toString(topicId)));
    }

    /**
     * Sends the same message to many groups; the push's account must be a member of each.
     *
     * @param topicIds 100 at most
     * @return the packetIds, in the order of the groups
     */
    public CompletionStage<List<String>> toTopics(Push push, Collection<Long> topicIds) {
        ObjectNode body = body(push);
        ArrayNode array = body.putArray("topicIds");
        topicIds.forEach(topicId -> array.add(Long.toString(topicId)));
        return many("/api/push/p2t/more", push, body);
    }

    private CompletionStage<String> one(String path, Push push, ObjectNode body) {
        return calls.post(path, body, idempotency(push))
                .thenApply(data -> data.path("packetId").asText());
    }

    private CompletionStage<List<String>> many(String path, Push push, ObjectNode body) {
        return calls.post(path, body, idempotency(push)).thenApply(data -> {
            List<String> ids = new ArrayList<>();
            data.path("packetIds").forEach(id -> ids.add(id.asText()));
            return List.copyOf(ids);
        });
    }

    private ObjectNode body(Push push) {
        return app.body()
                .put("fromAccount", push.fromAccount())
                .put("fromResource", push.fromResource())
                .put("msg", Base64.getEncoder().encodeToString(push.payload()))
                .put("msgType", "base64")
                .put("bizType", push.bizType())
                .put("isStore", push.isStore());
    }

    private static Map<String, String> idempotency(Push push) {
        @Nullable String key = push.idempotencyKey();
        return key == null ? Map.of() : Map.of("Idempotency-Key", key);
    }
}
