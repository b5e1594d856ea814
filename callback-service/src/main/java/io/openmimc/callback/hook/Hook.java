package io.openmimc.callback.hook;

import io.openmimc.proto.accounts.CallbackKind;
import io.openmimc.proto.accounts.CallbackSettings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What an app wants to be told, and where.
 *
 * @param instantUrl empty: nothing
 * @param offlineUrl empty: nothing
 * @param timeout of a whole attempt
 * @param secrets the newest first; each signs
 */
public record Hook(
        long appId,
        String instantUrl,
        String offlineUrl,
        Set<CallbackKind> kinds,
        Duration timeout,
        List<String> secrets) {
    static Hook of(CallbackSettings settings) {
        EnumSet<CallbackKind> kinds = EnumSet.noneOf(CallbackKind.class);
        kinds.addAll(settings.getKindsList());
        return new Hook(
                settings.getAppId(),
                settings.getInstantUrl(),
                settings.getOfflineUrl(),
                kinds,
                Duration.ofMillis(settings.getTimeoutMs()),
                List.copyOf(settings.getSecretsList()));
    }

    /** Whether a kind is told of by the offline URL. */
    public static boolean offline(CallbackKind kind) {
        return kind == CallbackKind.OFFLINE_MSG || kind == CallbackKind.OFFLINE_TOPIC_MSG;
    }

    /** Where callbacks of a kind go, whether or not it is on; empty: nowhere. */
    public String url(CallbackKind kind) {
        return offline(kind) ? offlineUrl : instantUrl;
    }

    /** Whether the app wants callbacks of a kind. */
    public boolean wants(CallbackKind kind) {
        return kinds.contains(kind) && !url(kind).isEmpty();
    }

    /** Without the secrets: this may end up in a log. */
    @Override
    public String toString() {
        return "Hook[appId=" + appId + "]";
    }
}
