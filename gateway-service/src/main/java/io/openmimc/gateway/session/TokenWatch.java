package io.openmimc.gateway.session;

import io.openmimc.gateway.connection.EventLoops;
import io.openmimc.kit.app.AppDirectory;
import io.openmimc.kit.app.AppEvents;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.events.AppChanged;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Ends sessions whose token expired or was revoked, whose account is banned, or whose account or app was deleted: their
 * clients fetch a new token.
 */
@Singleton
public class TokenWatch {
    private static final Logger LOG = Logger.getLogger(TokenWatch.class);

    private final GatewayConfig config;
    private final Sessions sessions;
    private final AccountSessions accounts;
    private final AppDirectory apps;
    private final AppEvents events;
    private final EventLoops loops;
    private final Clock clock = Clock.systemUTC();

    TokenWatch(
            GatewayConfig config,
            Sessions sessions,
            AccountSessions accounts,
            AppDirectory apps,
            AppEvents events,
            EventLoops loops) {
        this.config = config;
        this.sessions = sessions;
        this.accounts = accounts;
        this.apps = apps;
        this.events = events;
        this.loops = loops;
    }

    /** Watches from now on. */
    public void start() {
        events.listen((appId, change) -> {
            if (change == AppChanged.Change.DELETED) {
                revokeAll(session -> session.sender().appId() == appId);
            } else {
                checkApp(appId);
            }
        });
        accounts.watch(sessions::revoke, sessions::judge);
        loops.every(config.sweep(), this::endExpired);
        // Events may be missed while Kafka is away.
        loops.every(config.appCheck(), this::checkApps);
        loops.every(config.appCheck(), accounts::confirmUnheard);
        loops.every(config.sweep(), accounts::confirmSome);
    }

    private void endExpired() {
        long now = clock.millis();
        revokeAll(session -> session.tokenExpiresMs() <= now);
    }

    private void checkApps() {
        sessions.sending()
                .map(session -> session.sender().appId())
                .collect(Collectors.toSet())
                .forEach(this::checkApp);
    }

    private void checkApp(long appId) {
        if (sessions.sending().noneMatch(session -> session.sender().appId() == appId)) {
            return;
        }
        apps.settings(appId).whenComplete((app, failure) -> {
            if (failure == null) {
                revokeAll(session ->
                        session.sender().appId() == appId && session.tokenIssuedMs() < app.getTokensValidFrom());
            } else if (Failures.is(failure, ErrorCode.NOT_FOUND)) {
                LOG.infof("app is gone, ending its sessions app=%d", appId);
                revokeAll(session -> session.sender().appId() == appId);
            }
        });
    }

    private void revokeAll(Predicate<Session> which) {
        sessions.sending().filter(which).forEach(sessions::revoke);
    }
}
