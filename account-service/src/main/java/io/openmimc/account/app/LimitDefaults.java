package io.openmimc.account.app;

import io.openmimc.proto.accounts.Limits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.jspecify.annotations.Nullable;

/** The limits of apps that have none of their own. Rates are per second. */
@ConfigMapping(prefix = "openmimc.limits")
interface LimitDefaults {
    /** Bytes of one message. */
    @WithDefault("15360")
    int maxPayloadBytes();

    /** Token requests of an app. */
    @WithDefault("100")
    int tokenRequests();

    @WithDefault("50")
    int p2pPacketsAccount();

    @WithDefault("5000")
    int p2pPacketsApp();

    @WithDefault("20")
    int p2tPacketsAccount();

    @WithDefault("1000")
    int p2tPacketsApp();

    /** REST pushes of an app. */
    @WithDefault("1000")
    int pushRequests();

    /** History and contact queries of an account. */
    @WithDefault("20")
    int queriesAccount();

    /** Devices of an account connected at once. */
    @WithDefault("10")
    int resourcesAccount();

    /** Members of a topic. */
    @WithDefault("500")
    int topicMembers();

    /** Devices of an app that are logged in on one gateway at once. */
    @WithDefault("100000")
    int connectionsApp();

    /** Logins of an app on one gateway. */
    @WithDefault("1000")
    int loginsApp();

    /** The limits that hold for an app with these of its own. */
    default Limits with(LimitOverrides own) {
        return Limits.newBuilder()
                .setMaxPayloadBytes(or(own.maxPayloadBytes(), maxPayloadBytes()))
                .setTokenRequests(or(own.tokenRequests(), tokenRequests()))
                .setP2PPacketsAccount(or(own.p2pPacketsAccount(), p2pPacketsAccount()))
                .setP2PPacketsApp(or(own.p2pPacketsApp(), p2pPacketsApp()))
                .setP2TPacketsAccount(or(own.p2tPacketsAccount(), p2tPacketsAccount()))
                .setP2TPacketsApp(or(own.p2tPacketsApp(), p2tPacketsApp()))
                .setPushRequests(or(own.pushRequests(), pushRequests()))
                .setQueriesAccount(or(own.queriesAccount(), queriesAccount()))
                .setResourcesAccount(or(own.resourcesAccount(), resourcesAccount()))
                .setTopicMembers(or(own.topicMembers(), topicMembers()))
                .setConnectionsApp(or(own.connectionsApp(), connectionsApp()))
                .setLoginsApp(or(own.loginsApp(), loginsApp()))
                .build();
    }

    private static int or(@Nullable Integer own, int byDefault) {
        return own == null ? byDefault : own;
    }
}
