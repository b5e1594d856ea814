package io.openmimc.gateway.session;

import io.openmimc.proto.wire.XMMsgKick;

/** The kinds of KICK. Read by clients under two layouts, hence the repetition. docs/wire-protocol.md 5.3. */
enum Kick {
    /** The answer to UBND. */
    LOGOUT("", "logout", "logout"),
    /** The client fetches a new token and logs in again. */
    TOKEN("token-expired", "token-expired", "invalid-token"),
    /** The same words: the client asks for a new token, gets none, and slows down. No others keep all clients quiet. */
    BANNED("token-expired", "token-expired", "invalid-token"),
    /** The client logs out for good. */
    SINGLE_LOGIN("single-resource-kick", "single-resource-kick", "logged in elsewhere"),
    /** The same words, for an account with too many devices: with others the clients would kick each other in turn. */
    TOO_MANY_RESOURCES("single-resource-kick", "single-resource-kick", "too many devices");

    private final XMMsgKick message;

    Kick(String type, String reason, String description) {
        this.message = XMMsgKick.newBuilder()
                .setType(type)
                .setReason(reason)
                .setDesc(description)
                .build();
    }

    XMMsgKick message() {
        return message;
    }
}
