package io.openmimc.account.app;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.jspecify.annotations.Nullable;

/**
 * The limits that an app has of its own; null where the default holds. Rates are per second.
 *
 * @param maxPayloadBytes bytes of one message, up to 1 MiB
 * @param tokenRequests of the app
 * @param queriesAccount history and contacts
 * @param resourcesAccount devices connected at once
 * @param topicMembers up to 5,000
 * @param connectionsApp devices logged in on one gateway at once, up to 10 million
 * @param loginsApp logins on one gateway
 */
@Embeddable
public record LimitOverrides(
        @Column(name = "max_payload_bytes") @Nullable Integer maxPayloadBytes,
        @Column(name = "token_requests") @Nullable Integer tokenRequests,
        @Column(name = "p2p_packets_account") @Nullable Integer p2pPacketsAccount,
        @Column(name = "p2p_packets_app") @Nullable Integer p2pPacketsApp,
        @Column(name = "p2t_packets_account") @Nullable Integer p2tPacketsAccount,
        @Column(name = "p2t_packets_app") @Nullable Integer p2tPacketsApp,
        @Column(name = "push_requests") @Nullable Integer pushRequests,
        @Column(name = "queries_account") @Nullable Integer queriesAccount,
        @Column(name = "resources_account") @Nullable Integer resourcesAccount,
        @Column(name = "topic_members") @Nullable Integer topicMembers,
        @Column(name = "connections_app") @Nullable Integer connectionsApp,
        @Column(name = "logins_app") @Nullable Integer loginsApp) {

    private static final int MAX_PAYLOAD_BYTES = 1024 * 1024;
    private static final int MAX_RATE = 1_000_000;
    private static final int MAX_CONNECTIONS = 10_000_000;
    private static final int MAX_RESOURCES = 1_000;
    /** The roster of a topic travels as one answer, and a message to it is brought to all of them by one dispatcher. */
    private static final int MAX_MEMBERS = 5_000;

    /** No limit of its own. */
    static final LimitOverrides NONE =
            new LimitOverrides(null, null, null, null, null, null, null, null, null, null, null, null);

    /** @throws ImException BAD_REQUEST naming the first limit that is out of range */
    LimitOverrides checked() {
        check("maxPayloadBytes", maxPayloadBytes, MAX_PAYLOAD_BYTES);
        check("tokenRequests", tokenRequests, MAX_RATE);
        check("p2pPacketsAccount", p2pPacketsAccount, MAX_RATE);
        check("p2pPacketsApp", p2pPacketsApp, MAX_RATE);
        check("p2tPacketsAccount", p2tPacketsAccount, MAX_RATE);
        check("p2tPacketsApp", p2tPacketsApp, MAX_RATE);
        check("pushRequests", pushRequests, MAX_RATE);
        check("queriesAccount", queriesAccount, MAX_RATE);
        check("resourcesAccount", resourcesAccount, MAX_RESOURCES);
        check("topicMembers", topicMembers, MAX_MEMBERS);
        check("connectionsApp", connectionsApp, MAX_CONNECTIONS);
        check("loginsApp", loginsApp, MAX_RATE);
        return this;
    }

    private static void check(String field, @Nullable Integer value, int max) {
        if (value != null && (value < 1 || value > max)) {
            throw new ImException(ErrorCode.BAD_REQUEST, "limits." + field + ": must be 1 to " + max);
        }
    }
}
