package io.openmimc.account.callback;

import io.openmimc.kit.address.PublicAddresses;
import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.CallbackKind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may set of an app's callbacks; absent fields stay as they are. That a name leads to no forbidden address
 * is checked when it is called, as what it stands for may change.
 *
 * @param instantUrl http or https, at most 2,048 characters, without user, password and fragment; empty: none
 * @param offlineUrl the same
 * @param kinds those that are on
 * @param timeoutSeconds 1 to 10, from connecting to the end of the answer
 */
public record CallbackFields(
        @Nullable String instantUrl,
        @Nullable String offlineUrl,
        @Nullable List<@Nullable String> kinds,
        @Nullable Integer timeoutSeconds) {
    private static final int MAX_URL = 2_048;
    private static final int MAX_TIMEOUT_SECONDS = 10;
    private static final int MAX_PORT = 65_535;

    /** @throws ImException BAD_REQUEST naming the first field that is wrong */
    CallbackFields checked(PublicAddresses destinations) {
        checkUrl("instantUrl", instantUrl, destinations);
        checkUrl("offlineUrl", offlineUrl, destinations);
        if (kinds != null) {
            if (!kinds.stream().allMatch(CallbackFields::known)) {
                throw new ImException(
                        ErrorCode.BAD_REQUEST,
                        "kinds: each must be one of NORMAL_MSG, OFFLINE_MSG, NORMAL_TOPIC_MSG, OFFLINE_TOPIC_MSG");
            }
            if (new HashSet<>(kinds).size() < kinds.size()) {
                throw new ImException(ErrorCode.BAD_REQUEST, "kinds: has one twice");
            }
        }
        if (timeoutSeconds != null) {
            Fields.range("timeoutSeconds", (long) timeoutSeconds, 1, MAX_TIMEOUT_SECONDS);
        }
        return this;
    }

    private static boolean known(@Nullable String kind) {
        return Arrays.stream(CallbackKind.values())
                .filter(CallbackFields::known)
                .anyMatch(each -> each.name().equals(kind));
    }

    static boolean known(CallbackKind kind) {
        return kind != CallbackKind.CALLBACK_KIND_UNSPECIFIED && kind != CallbackKind.UNRECOGNIZED;
    }

    private static void checkUrl(String field, @Nullable String url, PublicAddresses destinations) {
        if (url == null || url.isEmpty()) {
            return;
        }
        if (url.length() > MAX_URL) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": longer than " + MAX_URL + " characters");
        }
        URI uri = parsed(field, url);
        if (!("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": must begin with http:// or https://");
        }
        if (uri.getRawUserInfo() != null) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": must have no user and password");
        }
        if (uri.getRawFragment() != null) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": must have no fragment");
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": must be as https://example.com:8443/path");
        }
        if (!destinations.mayAllow(uri.getHost())) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": callbacks to this address are not allowed");
        }
    }

    private static URI parsed(String field, String url) {
        try {
            URI uri = new URI(url);
            if (url.chars().allMatch(c -> c > ' ' && c < 127)) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": is no URL: " + e.getReason());
        }
        throw new ImException(ErrorCode.BAD_REQUEST, field + ": must be ASCII, other characters percent-encoded");
    }
}
