package io.openmimc.account.callback;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.openmimc.kit.rest.JsonId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks of an app as operators see them.
 *
 * @param instantUrl empty: none are sent
 * @param offlineUrl empty: none are sent
 * @param kinds those that are on
 * @param hasSecret false only for an app whose callbacks were never set
 * @param rotating two secrets sign
 * @param callbackSecret only in the answer that makes it
 */
public record CallbackView(
        @JsonId long appId,
        String instantUrl,
        String offlineUrl,
        List<String> kinds,
        int timeoutSeconds,
        boolean hasSecret,
        boolean rotating,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String callbackSecret) {

    static CallbackView of(CallbackRow row, @Nullable String secret) {
        return new CallbackView(
                row.appId,
                row.instantUrl,
                row.offlineUrl,
                row.kinds().stream().map(Enum::name).toList(),
                row.timeoutSeconds,
                row.secret.length > 0,
                row.oldSecret != null,
                secret);
    }

    /** Without the secret: a view may end up in a log. */
    @Override
    public String toString() {
        return "CallbackView[appId=" + appId + "]";
    }
}
