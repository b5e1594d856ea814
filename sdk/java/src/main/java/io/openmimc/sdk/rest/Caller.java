package io.openmimc.sdk.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openmimc.sdk.LoginToken;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The account in whose name a call is made.
 *
 * @param headers what proves it
 */
record Caller(long appId, String account, Map<String, String> headers) {
    /** What a header carries as it is. */
    private static final Pattern PLAIN = Pattern.compile("[!-~]+");

    Caller {
        headers = Map.copyOf(headers);
    }

    static Caller by(LoginToken token) {
        return new Caller(token.appId(), token.account(), Map.of("token", token.token()));
    }

    static Caller by(AppCredentials app, String account) {
        Map<String, String> headers = new LinkedHashMap<>(app.headers());
        if (PLAIN.matcher(account).matches()) {
            headers.put("appAccount", account);
        } else {
            headers.put("appAccount", Base64.getEncoder().encodeToString(account.getBytes(UTF_8)));
            headers.put("appAccountEncode", "base64");
        }
        return new Caller(app.appId(), account, headers);
    }

    /** The beginning of a body that names the app. */
    ObjectNode body() {
        return Calls.object().put("appId", Long.toString(appId));
    }

    @Override
    public String toString() {
        return "Caller[appId=" + appId + ", account=" + account + "]";
    }
}
