package io.openmimc.sdk.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Whom an account has spoken with in the last 30 days, and its groups: the newest first. docs/rest-api.md "Recent contacts". */
public final class Contacts {
    private final Calls calls;
    private final Caller caller;

    Contacts(Calls calls, Caller caller) {
        this.calls = calls;
        this.caller = caller;
    }

    public CompletionStage<List<Contact>> list() {
        return ask("GET", "/");
    }

    /**
     * Removes an account from the list until a newer message comes; one that is not in it does not matter.
     *
     * @return the list
     */
    public CompletionStage<List<Contact>> remove(String account) {
        return ask(
                "DELETE",
                "/p2p/session?member=" + URLEncoder.encode(account, UTF_8).replace("+", "%20"));
    }

    /** The same for a group. */
    public CompletionStage<List<Contact>> removeTopic(long topicId) {
        return ask("DELETE", "/p2t/session?topicId=" + topicId);
    }

    private CompletionStage<List<Contact>> ask(String method, String path) {
        return calls.data(method, "/api/contact" + path, null, caller.headers()).thenApply(Contacts::contacts);
    }

    private static List<Contact> contacts(JsonNode data) {
        List<Contact> all = new ArrayList<>();
        data.forEach(row -> all.add(Contact.of(row)));
        return List.copyOf(all);
    }
}
