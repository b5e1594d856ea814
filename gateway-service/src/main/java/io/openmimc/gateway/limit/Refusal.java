package io.openmimc.gateway.limit;

/**
 * Why something of an app was refused for being too much; a closed set, the tag {@code reason} of the metric and the name in the
 * usage answer. Those that are limits of an app have the names of docs/rest-api.md "Limits".
 */
public enum Refusal {
    P2P_PACKETS_ACCOUNT("p2pPacketsAccount"),
    P2P_PACKETS_APP("p2pPacketsApp"),
    P2T_PACKETS_ACCOUNT("p2tPacketsAccount"),
    P2T_PACKETS_APP("p2tPacketsApp"),
    PUSH_REQUESTS("pushRequests"),
    LOGINS_APP("loginsApp"),
    CONNECTIONS_APP("connectionsApp"),
    /** A login found too many others under way on this gateway; whose it is was not looked at. */
    LOGINS_BUSY("loginsBusy"),
    /** A message or push that would have waited too long. */
    BUSY("busy");

    private final String tag;

    Refusal(String tag) {
        this.tag = tag;
    }

    /** The text in metrics and answers. */
    public String tag() {
        return tag;
    }
}
