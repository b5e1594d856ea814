package io.openmimc.account.standing;

import io.openmimc.account.outbox.Outbox;
import io.openmimc.kit.database.Database;
import io.openmimc.kit.outbox.OutboxRelay;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AccountStanding;
import io.openmimc.proto.events.AccountChanged;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Bans accounts and revokes their tokens. Every change is one transaction with its event, in the order of versions; one that
 * changes nothing has no event. What fails, fails with {@link ImException}: NOT_FOUND without such an account, UNAVAILABLE.
 */
@Singleton
public class Standings {
    /** Most accounts that are asked for at once. */
    public static final int MAX_BATCH = 1_000;

    private static final Logger LOG = Logger.getLogger(Standings.class);

    private static final String COLUMNS = "name, uuid, coalesce(banned_at, 0), coalesce(tokens_revoked_at, 0)";

    /** One whose time is up is as good as gone. */
    private static final String FIND = "SELECT " + COLUMNS
            + """
             FROM account.accounts WHERE app_id = :app AND name = :name
            AND (expires_at IS NULL OR expires_at > account.expiry_now())""";

    /** Who changes an account does it one after the other: versions and events have one order. */
    private static final String LOCK = FIND + " FOR NO KEY UPDATE";

    private static final String BAN = change("banned_at = :at");
    private static final String UNBAN = change("banned_at = NULL");
    private static final String REVOKE = change("token_generation = token_generation + 1, tokens_revoked_at = :at");

    private static final String CHANGED =
            """
            SELECT uuid, standing_version, banned_at IS NOT NULL, token_generation FROM account.accounts
            WHERE uuid = ANY (CAST(:uuids AS bigint[])) AND standing_version > 0""";

    private static String change(String assignments) {
        return "WITH changed AS (UPDATE account.accounts SET standing_version = standing_version + 1, " + assignments
                + " WHERE uuid = :uuid RETURNING *), told AS (" + Outbox.TELL_OF_STANDINGS + ") SELECT " + COLUMNS
                + " FROM changed";
    }

    private final Database database;
    private final OutboxRelay relay;
    private final Clock clock = Clock.systemUTC();

    Standings(Database database, OutboxRelay relay) {
        this.database = database;
        this.relay = relay;
    }

    Uni<StandingView> show(long appId, String account) {
        return database.query(session -> find(session, FIND, appId, account));
    }

    /** Bans an account; that it is banned already is fine. */
    Uni<StandingView> ban(long appId, String account) {
        return change(appId, account, "account banned", BAN, view -> !view.banned());
    }

    /** Ends a ban; that there is none is fine. */
    Uni<StandingView> unban(long appId, String account) {
        return change(appId, account, "account unbanned", UNBAN, StandingView::banned);
    }

    /** Ends all tokens that were issued before. */
    Uni<StandingView> revokeTokens(long appId, String account) {
        return change(appId, account, "tokens of an account revoked", REVOKE, view -> true);
    }

    private Uni<StandingView> change(
            long appId, String account, String what, String statement, Predicate<StandingView> due) {
        return database.transaction(session -> find(session, LOCK, appId, account)
                        .chain(view -> due.test(view)
                                ? change(session, statement, view.uuid())
                                : Uni.createFrom().item(view)))
                .invoke(view -> {
                    LOG.infof("%s app=%s uuid=%s", what, Long.toString(appId), Long.toString(view.uuid()));
                    relay.wake();
                });
    }

    private Uni<StandingView> change(Mutiny.Session session, String statement, long uuid) {
        long now = clock.millis();
        return session.createNativeQuery(statement, Object[].class)
                .setParameter("uuid", uuid)
                .setParameter("change", AccountChanged.Change.STANDING_VALUE)
                .setParameter("at", now)
                .getSingleResult()
                .map(Standings::view);
    }

    private static Uni<StandingView> find(Mutiny.Session session, String statement, long appId, String account) {
        return session.createNativeQuery(statement, Object[].class)
                .setParameter("app", appId)
                .setParameter("name", account)
                .getSingleResultOrNull()
                .onItem()
                .ifNull()
                .failWith(() -> new ImException(ErrorCode.NOT_FOUND, AccountRequest.FIELD + ": no such account"))
                .map(Standings::view);
    }

    private static StandingView view(Object[] row) {
        long bannedAt = ((Number) row[2]).longValue();
        return new StandingView(
                (String) row[0], ((Number) row[1]).longValue(), bannedAt != 0, bannedAt, ((Number) row[3]).longValue());
    }

    /**
     * The standings of those accounts whose standing ever changed, in any order. UNAVAILABLE.
     *
     * @param uuids at most {@link #MAX_BATCH}
     */
    public Uni<List<AccountStanding>> changed(Collection<Long> uuids) {
        return database.query(session -> session.createNativeQuery(CHANGED, Object[].class)
                .setParameter("uuids", uuids.toArray(Long[]::new))
                .getResultList()
                .map(rows -> rows.stream().map(Standings::standing).toList()));
    }

    private static AccountStanding standing(Object[] row) {
        return AccountStanding.newBuilder()
                .setUuid(((Number) row[0]).longValue())
                .setVersion(((Number) row[1]).longValue())
                .setBanned((Boolean) row[2])
                .setTokenGeneration(((Number) row[3]).longValue())
                .build();
    }
}
