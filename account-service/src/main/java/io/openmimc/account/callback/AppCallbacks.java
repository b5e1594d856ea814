package io.openmimc.account.callback;

import io.openmimc.account.app.Apps;
import io.openmimc.account.app.Credentials;
import io.openmimc.account.store.RowCipher;
import io.openmimc.kit.database.Database;
import io.openmimc.kit.token.DeploymentSecret;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.CallbackSettings;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks of apps. Every change is a change of the app, with its version and event. What fails, fails with
 * {@link ImException}: NOT_FOUND without such an app, UNAVAILABLE.
 */
@Singleton
class AppCallbacks {
    private static final byte[] NO_SECRET = {};

    private final Apps apps;
    private final Database database;
    private final Credentials credentials;
    private final RowCipher cipher;

    AppCallbacks(Apps apps, Database database, Credentials credentials, DeploymentSecret secret) {
        this.apps = apps;
        this.database = database;
        this.credentials = credentials;
        this.cipher =
                new RowCipher(secret, "callback-secrets", "callback secret of app", "rotate it with revokeOld true");
    }

    Uni<CallbackView> show(long appId) {
        return apps.settings(appId)
                .chain(() -> row(appId))
                .map(row -> CallbackView.of(row == null ? new CallbackRow(appId, NO_SECRET) : row, null));
    }

    /** What callback-service needs to know. */
    Uni<CallbackSettings> settings(long appId) {
        // The app first: callbacks may be newer than the version that they are given with, never older.
        return apps.settings(appId).chain(app -> row(appId).map(row -> settings(app, row)));
    }

    private CallbackSettings settings(AppSettings app, @Nullable CallbackRow row) {
        CallbackSettings.Builder settings =
                CallbackSettings.newBuilder().setAppId(app.getAppId()).setVersion(app.getVersion());
        if (row != null) {
            settings.setInstantUrl(row.instantUrl)
                    .setOfflineUrl(row.offlineUrl)
                    .addAllKinds(row.kinds())
                    .setTimeoutMs((int) Duration.ofSeconds(row.timeoutSeconds).toMillis())
                    .addSecrets(open(row.appId, row.secret));
            if (row.oldSecret != null) {
                settings.addSecrets(open(row.appId, row.oldSecret));
            }
        }
        return settings.build();
    }

    /** Changes where callbacks go. The first change makes the secret, which the view then has. */
    Uni<CallbackView> update(long appId, CallbackFields fields) {
        return change(appId, (row, fresh) -> {
            row.change(fields);
            return fresh;
        });
    }

    /** Makes a new secret, which the view has. CONFLICT while a rotation is under way, unless it ends the old ones. */
    Uni<CallbackView> rotate(long appId, SecretRotation rotation) {
        return change(appId, (row, fresh) -> {
            if (fresh != null) {
                return fresh;
            }
            if (row.oldSecret != null && !rotation.endsOld()) {
                throw new ImException(
                        ErrorCode.CONFLICT,
                        "two callback secrets sign already: end the old one first, or send revokeOld true");
            }
            String secret = credentials.secret();
            row.oldSecret = rotation.endsOld() ? null : row.secret;
            row.secret = seal(appId, secret);
            return secret;
        });
    }

    /** Ends the secret before the last rotation; nothing happens where there is none. */
    Uni<CallbackView> endOldSecret(long appId) {
        return change(appId, (row, fresh) -> {
            row.oldSecret = null;
            return fresh;
        });
    }

    private interface Change {
        /**
         * @param fresh the secret, if this change made the row
         * @return the secret that the caller gets to see
         */
        @Nullable
        String apply(CallbackRow row, @Nullable String fresh);
    }

    private Uni<CallbackView> change(long appId, Change change) {
        return apps.changeWith(appId, (session, version) -> session.find(CallbackRow.class, appId)
                .chain(found -> found == null
                        ? made(session, appId, change)
                        : Uni.createFrom().item(CallbackView.of(found, change.apply(found, null)))));
    }

    private Uni<CallbackView> made(Mutiny.Session session, long appId, Change change) {
        String secret = credentials.secret();
        CallbackRow row = new CallbackRow(appId, seal(appId, secret));
        String shown = change.apply(row, secret);
        return session.persist(row).replaceWith(CallbackView.of(row, shown));
    }

    private Uni<@Nullable CallbackRow> row(long appId) {
        return database.query(session -> session.find(CallbackRow.class, appId));
    }

    private byte[] seal(long appId, String secret) {
        return cipher.encrypt(Long.toString(appId), secret.getBytes(StandardCharsets.UTF_8));
    }

    private String open(long appId, byte[] sealed) {
        return new String(cipher.decrypt(Long.toString(appId), sealed), StandardCharsets.UTF_8);
    }
}
