package io.openmimc.kit.hostile;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where hostile requests go.
 *
 * @param get a path whose GET answers {@code code} 200 with the credentials, or null where there is none; it may have a
 *     query
 * @param post a path whose POST of {@code body} answers {@code code} 200 with the credentials, or null where there is none
 * @param body a JSON object, written without spaces at its end
 * @param text a field of {@code body} that takes any text and has one there, or null where it has none
 * @param credentials headers that identify the caller; with {@code appAccount} where it acts for an account
 */
public record Target(
        String host,
        int port,
        @Nullable String get,
        @Nullable String post,
        String body,
        @Nullable String text,
        Map<String, String> credentials) {

    /** Under the administration the HTTP status is the code; elsewhere a refusal of an endpoint is HTTP 200. */
    boolean admin() {
        return path().startsWith("/api/admin/");
    }

    /** Where most requests go. */
    String path() {
        return get == null ? Objects.requireNonNull(post, "neither GET nor POST") : get;
    }

    int statusOf(int code) {
        return admin() ? code : 200;
    }
}
