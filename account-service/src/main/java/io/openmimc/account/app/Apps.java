package io.openmimc.account.app;

import io.openmimc.account.outbox.Outbox;
import io.openmimc.kit.app.AppSecrets;
import io.openmimc.kit.database.Database;
import io.openmimc.kit.outbox.OutboxRelay;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.events.AppChanged;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The apps. Every change is one transaction with its event; changes of one app run one after the other. What fails, fails
 * with {@link ImException}.
 */
@Singleton
public class Apps {
    private static final Logger LOG = Logger.getLogger(Apps.class);

    private final Database database;
    private final Outbox outbox;
    private final OutboxRelay relay;
    private final LimitDefaults defaults;
    private final Credentials credentials;
    private final Clock clock = Clock.systemUTC();

    Apps(Database database, Outbox outbox, OutboxRelay relay, LimitDefaults defaults, Credentials credentials) {
        this.database = database;
        this.outbox = outbox;
        this.relay = relay;
        this.defaults = defaults;
        this.credentials = credentials;
    }

    /** The settings that other services see; NOT_FOUND, UNAVAILABLE. */
    public Uni<AppSettings> settings(long appId) {
        return database.query(session -> session.find(App.class, appId))
                .map(app -> found(app, appId).settings(defaults));
    }

    /** The settings of the app whose key and secret these are; UNAUTHORIZED for an unknown app too. */
    public Uni<AppSettings> authenticate(long appId, String appKey, String appSecret) {
        return database.query(session -> session.find(App.class, appId)).map(app -> {
            AppSettings settings = app == null ? null : app.settings(defaults);
            if (settings == null || !AppSecrets.match(settings, appKey, appSecret)) {
                throw AppSecrets.refusal();
            }
            return settings;
        });
    }

    /** Creates an app; the view has the secret. */
    Uni<AppView> create(AppFields fields) {
        String secret = credentials.secret();
        App app = new App(credentials.appId(), credentials.appKey(), AppSecrets.hash(secret), fields, clock.millis());
        return database.transaction(session -> session.persist(app)
                        .chain(session::flush)
                        .chain(() -> outbox.append(session, app.event(AppChanged.Change.CREATED))))
                .invoke(() -> committed("app created", app.id))
                .map(done -> AppView.of(app, defaults, secret));
    }

    /** The app as operators see it; NOT_FOUND, UNAVAILABLE. */
    public Uni<AppView> show(long appId) {
        return database.query(session -> session.find(App.class, appId))
                .map(app -> AppView.of(found(app, appId), defaults, null));
    }

    /** The apps with an id greater than {@code after}, at most {@code limit}. */
    Uni<AppPage> list(long after, int limit) {
        return database.query(
                        session -> session.createSelectionQuery("from App where id > :after order by id", App.class)
                                .setParameter("after", after)
                                .setMaxResults(limit + 1)
                                .getResultList())
                .map(apps -> {
                    List<AppView> views = apps.stream()
                            .limit(limit)
                            .map(app -> AppView.of(app, defaults, null))
                            .toList();
                    boolean more = apps.size() > limit;
                    return new AppPage(views, more ? views.get(limit - 1).appId() : null);
                });
    }

    Uni<AppView> update(long appId, AppFields fields) {
        return change(appId, app -> app.change(fields, clock.millis())).map(app -> AppView.of(app, defaults, null));
    }

    /** Gives the app a new secret, which the view has. CONFLICT while a rotation is under way, unless it ends the old ones. */
    Uni<AppView> rotate(long appId, Rotation rotation) {
        String secret = credentials.secret();
        return change(appId, app -> {
                    if (app.oldSecretHash != null && !rotation.endsOld()) {
                        throw new ImException(
                                ErrorCode.CONFLICT,
                                "two secrets are valid already: end the old one first, or send revokeOld true");
                    }
                    long now = clock.millis();
                    app.oldSecretHash = rotation.endsOld() ? null : app.secretHash;
                    app.secretHash = AppSecrets.hash(secret);
                    app.tokensValidFrom = rotation.endsTokens() ? now : app.tokensValidFrom;
                    app.touch(now);
                })
                .map(app -> AppView.of(app, defaults, secret));
    }

    /** Ends the secret before the last rotation; nothing happens where there is none. */
    Uni<AppView> endOldSecret(long appId) {
        return change(appId, app -> {
                    app.oldSecretHash = null;
                    app.touch(clock.millis());
                })
                .map(app -> AppView.of(app, defaults, null));
    }

    /** Deletes an app; its accounts follow in the background. */
    Uni<Void> delete(long appId) {
        return database.transaction(session -> locked(session, appId).chain(app -> {
                    app.touch(clock.millis());
                    return session.remove(app)
                            .chain(session::flush)
                            .chain(() -> rememberAccounts(session, app))
                            .chain(() -> outbox.append(session, app.event(AppChanged.Change.DELETED)));
                }))
                .invoke(() -> committed("app deleted", appId));
    }

    /**
     * Changes something that is kept for an app, as a change of the app itself: one after the other, with its version and
     * event. NOT_FOUND, UNAVAILABLE, and what the work fails with: then nothing is changed.
     *
     * @param work gets the version of the app that it makes
     */
    public <T> Uni<T> changeWith(long appId, BiFunction<Mutiny.Session, Long, Uni<T>> work) {
        return database.transaction(session -> locked(session, appId).chain(app -> {
                    app.touch(clock.millis());
                    return work.apply(session, app.version)
                            .call(session::flush)
                            .call(() -> outbox.append(session, app.event(AppChanged.Change.CHANGED)));
                }))
                .invoke(() -> committed("app changed", appId));
    }

    private static Uni<Void> rememberAccounts(Mutiny.Session session, App app) {
        return session.createNativeQuery("INSERT INTO account.deleted_apps (app_id, deleted_at) VALUES (:app, :at)")
                .setParameter("app", app.id)
                .setParameter("at", app.updatedAt)
                .executeUpdate()
                .replaceWithVoid();
    }

    private Uni<App> change(long appId, Consumer<App> change) {
        return database.transaction(session -> locked(session, appId)
                        .invoke(change)
                        .call(session::flush)
                        .call(app -> outbox.append(session, app.event(AppChanged.Change.CHANGED))))
                .invoke(() -> committed("app changed", appId));
    }

    /** Writers of one app run one at a time, so versions and events have one order. */
    private static Uni<App> locked(Mutiny.Session session, long appId) {
        return session.find(App.class, appId, LockModeType.PESSIMISTIC_WRITE).map(app -> found(app, appId));
    }

    private void committed(String what, long appId) {
        LOG.infof("%s app=%s", what, Long.toString(appId));
        relay.wake();
    }

    private static App found(@Nullable App app, long appId) {
        if (app == null) {
            throw new ImException(ErrorCode.NOT_FOUND, "no app " + appId);
        }
        return app;
    }
}
