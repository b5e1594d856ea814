package io.openmimc.account.block;

import io.openmimc.account.outbox.Outbox;
import io.openmimc.kit.database.Database;
import io.openmimc.kit.outbox.OutboxRelay;
import io.openmimc.kit.rest.Caller;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.AccountChanged;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Whom accounts have blocked, at most {@link #MAX_BLOCKED} each. Every change is one transaction with its event, of the
 * account that blocks. What fails, fails with {@link ImException}.
 */
@Singleton
public class Blocks {
    /** Most accounts that are asked for at once; they may have blocked a thousand others each. */
    public static final int MAX_BATCH = 100;

    /** Most accounts that one account has blocked at a time. */
    static final int MAX_BLOCKED = 1_000;

    /** Those who want to block for one account do it one after the other, so that the limit cannot be raced. */
    private static final String LOCK =
            "SELECT uuid FROM account.accounts WHERE app_id = :app AND uuid = :uuid FOR NO KEY UPDATE";

    /**
     * Keeps the account from being deleted meanwhile, and never waits: only who deletes it holds a lock that excludes this
     * one, and might wait for the lock that we hold already.
     */
    private static final String FIND =
            "SELECT uuid FROM account.accounts WHERE app_id = :app AND name = :name FOR KEY SHARE SKIP LOCKED";

    private static final String TOLD =
            """
            , changed AS (SELECT uuid, name, app_id, expires_at FROM account.accounts JOIN entry USING (uuid)),
            told AS ("""
                    + Outbox.TELL_OF_ACCOUNTS + ")";

    private static final String BLOCK =
            """
            WITH entry AS (
                INSERT INTO account.blocks (uuid, black_uuid, created_at)
                SELECT :uuid, :black, :at
                WHERE (SELECT count(*) FROM account.blocks WHERE uuid = :uuid) < :most
                ON CONFLICT (uuid, black_uuid) DO NOTHING
                RETURNING uuid)"""
                    + TOLD
                    + """
             SELECT EXISTS (SELECT 1 FROM entry)
                OR EXISTS (SELECT 1 FROM account.blocks WHERE uuid = :uuid AND black_uuid = :black)""";

    /** Without the lock: to remove cannot go over the limit. */
    private static final String UNBLOCK =
            """
            WITH entry AS (
                DELETE FROM account.blocks WHERE uuid = :uuid AND black_uuid = (
                    SELECT uuid FROM account.accounts WHERE app_id = :app AND name = :name)
                RETURNING uuid)"""
                    + TOLD + " SELECT count(*) FROM entry";

    private static final String IS_BLOCKED =
            """
            SELECT EXISTS (SELECT 1 FROM account.blocks WHERE uuid = :uuid AND black_uuid = (
                SELECT uuid FROM account.accounts WHERE app_id = :app AND name = :name))""";

    private static final String OF_MANY =
            """
            SELECT uuid, black_uuid FROM account.blocks WHERE uuid = ANY (CAST(:uuids AS bigint[]))
            ORDER BY uuid, black_uuid""";

    private final Database database;
    private final OutboxRelay relay;
    private final Clock clock = Clock.systemUTC();

    Blocks(Database database, OutboxRelay relay) {
        this.database = database;
        this.relay = relay;
    }

    /** Blocks an account; that it is blocked already is fine. NOT_FOUND, CONFLICT over the limit, UNAVAILABLE. */
    Uni<Void> block(Caller caller, String account) {
        return database.transaction(session -> lock(session, caller)
                        .chain(() -> find(session, caller.appId(), account))
                        .chain(black -> insert(session, caller.uuid(), black)))
                .invoke(relay::wake);
    }

    private static Uni<Void> lock(Mutiny.Session session, Caller caller) {
        return session.createNativeQuery(LOCK, Long.class)
                .setParameter("app", caller.appId())
                .setParameter("uuid", caller.uuid())
                .getSingleResultOrNull()
                .onItem()
                .ifNull()
                .failWith(() -> new ImException(ErrorCode.UNAUTHORIZED, "the calling account was deleted"))
                .replaceWithVoid();
    }

    private static Uni<Long> find(Mutiny.Session session, long appId, String account) {
        return session.createNativeQuery(FIND, Long.class)
                .setParameter("app", appId)
                .setParameter("name", account)
                .getSingleResultOrNull()
                .onItem()
                .ifNull()
                .failWith(() -> new ImException(ErrorCode.NOT_FOUND, "blackAccount: no such account"));
    }

    private Uni<Void> insert(Mutiny.Session session, long uuid, long black) {
        return session.createNativeQuery(BLOCK, Boolean.class)
                .setParameter("uuid", uuid)
                .setParameter("black", black)
                .setParameter("most", MAX_BLOCKED)
                .setParameter("change", AccountChanged.Change.CHANGED_VALUE)
                .setParameter("at", clock.millis())
                .getSingleResult()
                .invoke(blocked -> {
                    if (!blocked) {
                        throw new ImException(
                                ErrorCode.CONFLICT,
                                "blackAccount: " + MAX_BLOCKED + " accounts are blocked, no more are allowed");
                    }
                })
                .replaceWithVoid();
    }

    /** Unblocks an account; that it is not blocked, or not there, is fine. UNAVAILABLE. */
    Uni<Void> unblock(Caller caller, String account) {
        return database.transaction(session -> session.createNativeQuery(UNBLOCK, Long.class)
                        .setParameter("app", caller.appId())
                        .setParameter("uuid", caller.uuid())
                        .setParameter("name", account)
                        .setParameter("change", AccountChanged.Change.CHANGED_VALUE)
                        .setParameter("at", clock.millis())
                        .getSingleResult())
                .invoke(relay::wake)
                .replaceWithVoid();
    }

    /** Whether an account is blocked; false for one that is not there. UNAVAILABLE. */
    Uni<Boolean> isBlocked(Caller caller, String account) {
        return database.query(session -> session.createNativeQuery(IS_BLOCKED, Boolean.class)
                .setParameter("app", caller.appId())
                .setParameter("uuid", caller.uuid())
                .setParameter("name", account)
                .getSingleResult());
    }

    /**
     * The uuids that accounts have blocked, ascending; those that have blocked nobody are missing. UNAVAILABLE.
     *
     * @param uuids at most {@link #MAX_BATCH}
     */
    public Uni<SortedMap<Long, List<Long>>> blocked(Collection<Long> uuids) {
        return database.query(session -> session.createNativeQuery(OF_MANY, Object[].class)
                .setParameter("uuids", uuids.toArray(Long[]::new))
                .getResultList()
                .map(rows -> {
                    SortedMap<Long, List<Long>> found = new TreeMap<>();
                    for (Object[] row : rows) {
                        found.computeIfAbsent((Long) row[0], uuid -> new ArrayList<>())
                                .add((Long) row[1]);
                    }
                    return found;
                }));
    }
}
