package io.openmimc.sdk.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The messages that an account sent and got in the last six months. docs/rest-api.md "History". */
public final class History {
    private final Calls calls;
    private final Caller caller;

    History(Calls calls, Caller caller) {
        this.calls = calls;
        this.caller = caller;
    }

    /** What the account and another one wrote to each other. */
    public Conversation with(String account) {
        ObjectNode body = caller.body().put("fromAccount", caller.account()).put("toAccount", account);
        return new Conversation(calls, caller, "/api/msg/p2p/", body);
    }

    /** What was written in a group of which the account is a member; else queries fail with 403 or 404. */
    public Conversation in(long topicId) {
        ObjectNode body = caller.body().put("account", caller.account()).put("topicId", Long.toString(topicId));
        return new Conversation(calls, caller, "/api/msg/p2t/", body);
    }
}
