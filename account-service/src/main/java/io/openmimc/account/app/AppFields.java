package io.openmimc.account.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.openmimc.kit.rest.Fields;
import io.openmimc.kit.rest.JsonMillis;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may set of an app. In an update absent fields stay as they are; {@code limits}, where given, replaces
 * all limits of the app's own, and those missing in it go back to their defaults.
 *
 * @param name 1 to 256 characters
 * @param appPackage 1 to 256 characters without spaces, as {@code com.example.chat}; clients send it in every packet
 * @param corsOrigins at most 50 of {@code https://host} or {@code *}; empty: the default of the services
 * @param temporaryTtlSeconds 0: accounts stay for ever
 * @param topicHistoryFromJoining true: members of a topic do not read what was said before they joined
 */
public record AppFields(
        @Nullable String name,
        @JsonProperty("package") @Nullable String appPackage,
        @Nullable LimitOverrides limits,
        @Nullable List<@Nullable String> corsOrigins,
        @JsonMillis @Nullable Long temporaryTtlSeconds,
        @Nullable Boolean topicHistoryFromJoining) {

    private static final int MAX_TEXT = 256;
    private static final int MAX_ORIGINS = 50;
    private static final long MAX_TTL_SECONDS = 10L * 365 * 24 * 60 * 60;

    /** @throws ImException BAD_REQUEST naming the first field that is missing or wrong */
    AppFields checkedForCreate() {
        Fields.required("name", name);
        Fields.required("package", appPackage);
        return checked();
    }

    /** @throws ImException BAD_REQUEST naming the first field that is wrong */
    AppFields checked() {
        if (name != null) {
            noControls("name", Fields.text("name", name, MAX_TEXT));
        }
        if (appPackage != null) {
            noControls("package", Fields.text("package", appPackage, MAX_TEXT));
            if (appPackage.chars().anyMatch(Character::isWhitespace)) {
                throw new ImException(ErrorCode.BAD_REQUEST, "package: must not have spaces");
            }
        }
        if (limits != null) {
            limits.checked();
        }
        if (corsOrigins != null) {
            if (corsOrigins.size() > MAX_ORIGINS) {
                throw new ImException(ErrorCode.BAD_REQUEST, "corsOrigins: more than " + MAX_ORIGINS);
            }
            corsOrigins.forEach(AppFields::checkOrigin);
        }
        if (temporaryTtlSeconds != null) {
            Fields.range("temporaryTtlSeconds", temporaryTtlSeconds, 0, MAX_TTL_SECONDS);
        }
        return this;
    }

    private static void noControls(String field, String value) {
        if (value.codePoints()
                .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": has a control character or is not Unicode");
        }
    }

    private static void checkOrigin(@Nullable String origin) {
        if (origin == null || !(origin.equals("*") || isOrigin(origin))) {
            throw new ImException(ErrorCode.BAD_REQUEST, "corsOrigins: each must be * or as https://example.com:8443");
        }
    }

    private static boolean isOrigin(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            // An origin has a scheme, a host and perhaps a port, and nothing else.
            return text.length() <= MAX_TEXT
                    && web
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && (uri.getScheme() + "://" + uri.getAuthority()).equals(text);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
