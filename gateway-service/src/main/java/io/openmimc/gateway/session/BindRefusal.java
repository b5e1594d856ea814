package io.openmimc.gateway.session;

import io.openmimc.proto.wire.XMMsgBindResp;

/** Why a login is refused, in the words that clients act on. docs/wire-protocol.md 5.2. Has no stack trace. */
final class BindRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final String reason;
    private final String text;
    private final boolean ours;

    private BindRefusal(String type, String reason, String text, boolean ours) {
        super(text, null, false, false);
        this.type = type;
        this.reason = reason;
        this.text = text;
        this.ours = ours;
    }

    /** All clients fetch a new token on these words. */
    static BindRefusal token(String text) {
        return new BindRefusal("token-expired", "invalid-token", text, false);
    }

    static BindRefusal signature() {
        return new BindRefusal("auth", "invalid-signature", "the signature does not match", false);
    }

    static BindRefusal request(String text) {
        return new BindRefusal("auth", "invalid-request", text, false);
    }

    /** The client does well to try the same again. */
    static BindRefusal unavailable(String text) {
        return new BindRefusal("wait", "try-again", text, true);
    }

    /** The app has as many devices as it may. Trying again may help, in vain more slowly each time. */
    static BindRefusal full() {
        return new BindRefusal(
                "wait", "too-many-connections", "the app has as many devices connected as it may", false);
    }

    /** Whether the client did nothing wrong. */
    boolean ours() {
        return ours;
    }

    XMMsgBindResp response() {
        return XMMsgBindResp.newBuilder()
                .setResult(false)
                .setErrorType(type)
                .setErrorReason(reason)
                .setErrorDesc(text)
                .build();
    }
}
