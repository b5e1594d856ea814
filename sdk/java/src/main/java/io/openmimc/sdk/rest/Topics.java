package io.openmimc.sdk.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openmimc.proto.ErrorCode;
import io.openmimc.sdk.MimcException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one account, which every call is made by: the caller. docs/rest-api.md "Groups".
 *
 * <p>Calls fail with 404 where the app has no such group, and with 403 where the caller is not a member or, where that is
 * asked for, not the owner. Accounts are named together, separated by commas, so a group takes no account with a comma in
 * its name: 400.
 */
public final class Topics {
    private final Calls calls;
    private final Caller caller;

    Topics(Calls calls, Caller caller) {
        this.calls = calls;
        this.caller = caller;
    }

    /**
     * Makes a group that the caller owns. Not safe to repeat: each call that arrives makes a group.
     *
     * @param name 1 to 256 characters
     * @param accounts its other members, which need not exist yet; with the caller 500 unless the app has another limit,
     *     else 403 and there is no group
     */
    public CompletionStage<Topic> create(String name, Collection<String> accounts) {
        return withNames(
                accounts,
                names -> topic(
                        "POST", root(), Calls.object().put("topicName", name).put("accounts", names)));
    }

    /** A group that the caller is a member of. */
    public CompletionStage<Topic> get(long topicId) {
        return topic("GET", path(topicId), null);
    }

    /** Every group that the caller is in. */
    public CompletionStage<List<TopicInfo>> mine() {
        return calls.data("GET", root() + "/account", null, caller.headers()).thenApply(data -> {
            List<TopicInfo> all = new ArrayList<>();
            data.forEach(info -> all.add(TopicInfo.of(info)));
            return List.copyOf(all);
        });
    }

    /**
     * Adds members; those that are in already stay.
     *
     * @return the group with them; fails with 403 where there is not room for all, and then nobody was added
     */
    public CompletionStage<Topic> invite(long topicId, Collection<String> accounts) {
        return withNames(
                accounts,
                names -> topic(
                        "POST", path(topicId) + "/accounts", Calls.object().put("accounts", names)));
    }

    /** The caller leaves. An owner cannot (500): it makes another member the owner before, or dismisses the group. */
    public CompletionStage<Void> quit(long topicId) {
        return nothing("DELETE", path(topicId) + "/account");
    }

    /** The owner removes members; those that are not in do not matter. Itself it cannot remove. */
    public CompletionStage<Topic> kick(long topicId, Collection<String> accounts) {
        return withNames(
                accounts, names -> topic("DELETE", path(topicId) + "/accounts?accounts=" + encode(names), null));
    }

    /** The owner changes name, bulletin or owner; a new owner must be a member. */
    public CompletionStage<Topic> update(long topicId, TopicChange change) {
        return topic("PUT", path(topicId), change.body());
    }

    /** The owner ends the group for good. */
    public CompletionStage<Void> dismiss(long topicId) {
        return nothing("DELETE", path(topicId));
    }

    private CompletionStage<Topic> topic(String method, String path, @Nullable ObjectNode body) {
        return calls.data(method, path, body, caller.headers()).thenApply(Topic::of);
    }

    private CompletionStage<Void> nothing(String method, String path) {
        return calls.data(method, path, null, caller.headers()).thenAccept(data -> {});
    }

    private static CompletionStage<Topic> withNames(
            Collection<String> accounts, Function<String, CompletionStage<Topic>> call) {
        if (accounts.stream().anyMatch(account -> account.indexOf(',') >= 0)) {
            return CompletableFuture.failedFuture(
                    new MimcException(ErrorCode.BAD_REQUEST.number(), "accounts: one has a comma in its name"));
        }
        return call.apply(String.join(",", accounts));
    }

    private static String encode(String names) {
        return URLEncoder.encode(names, UTF_8).replace("+", "%20");
    }

    private String root() {
        return "/api/topic/" + caller.appId();
    }

    private String path(long topicId) {
        return root() + "/" + topicId;
    }
}
