package io.openmimc.gateway.limit;

/** What is counted against a limit a second; a closed set, with the names of docs/rest-api.md "Limits". */
public enum Used {
    P2P_PACKETS_APP("p2pPacketsApp"),
    P2T_PACKETS_APP("p2tPacketsApp"),
    PUSH_REQUESTS("pushRequests"),
    LOGINS_APP("loginsApp");

    private final String limit;

    Used(String limit) {
        this.limit = limit;
    }

    /** The limit's name. */
    public String limit() {
        return limit;
    }
}
