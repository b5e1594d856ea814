package io.openmimc.account.account;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.account.outbox.Outbox;
import io.openmimc.kit.database.Database;
import io.openmimc.kit.outbox.OutboxRelay;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.AccountChanged;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;

/** Which uuid an account of an app has. However many callers race for a new account, it gets exactly one. */
@Singleton
public class Accounts {
    /** Most accounts of one call. */
    public static final int MAX_BATCH = 1_000;

    private static final String FIND =
            "SELECT name, uuid FROM account.accounts WHERE app_id = :app AND name = ANY (CAST(:names AS text[]))";

    private static final String EXISTING =
            "SELECT uuid FROM account.accounts WHERE app_id = :app AND uuid = ANY (CAST(:uuids AS bigint[]))";

    /**
     * The share lock keeps the app from being deleted meanwhile. Who loses the race for a name waits for the winner's
     * commit and inserts nothing. All insert in the order of names, so no two batches wait for each other.
     */
    private static final String CREATE =
            """
            WITH app AS (SELECT id FROM account.apps WHERE id = :app FOR KEY SHARE),
            changed AS (
                INSERT INTO account.accounts (uuid, app_id, name, created_at)
                SELECT nextval('account.uuids'), sorted.app, sorted.name, :at
                FROM (SELECT app.id AS app, name FROM app, unnest(CAST(:names AS text[])) AS name
                      ORDER BY name COLLATE "C") sorted
                ON CONFLICT (app_id, name) DO NOTHING
                RETURNING uuid, name, app_id),
            told AS ("""
                    + Outbox.TELL_OF_ACCOUNTS + ") SELECT name, uuid FROM changed";

    private final Database database;
    private final OutboxRelay relay;
    private final Counter created;
    private final Clock clock = Clock.systemUTC();

    Accounts(Database database, OutboxRelay relay, MeterRegistry metrics) {
        this.database = database;
        this.relay = relay;
        this.created = metrics.counter("account.accounts.created");
    }

    /**
     * The uuid of one account, which is created if there is none.
     *
     * @param account a name that {@link AccountName#check} accepts
     * @return fails with {@link ImException}: NOT_FOUND without such an app, UNAVAILABLE
     */
    public Uni<Long> uuid(long appId, String account) {
        return resolve(appId, List.of(account), true).map(found -> {
            Long uuid = found.get(account);
            if (uuid == null) {
                throw new IllegalStateException("an account was created and is not there app=" + appId);
            }
            return uuid;
        });
    }

    /**
     * The uuids of accounts; those that have none are created, or are missing in the answer.
     *
     * @param accounts names that {@link AccountName#check} accepts, at most {@link #MAX_BATCH}
     * @return fails with {@link ImException}: NOT_FOUND without such an app, UNAVAILABLE
     */
    public Uni<Map<String, Long>> resolve(long appId, Collection<String> accounts, boolean create) {
        Set<String> wanted = new LinkedHashSet<>(accounts);
        return database.query(session -> exists(session, appId).chain(() -> find(session, appId, wanted)))
                .chain(found -> create && found.size() < wanted.size()
                        ? create(appId, wanted, found)
                        : Uni.createFrom().item(found));
    }

    /**
     * Those uuids that are still of accounts of an app; none where there is no such app.
     *
     * @param uuids at most {@link #MAX_BATCH}
     * @return fails with {@link ImException} UNAVAILABLE
     */
    public Uni<List<Long>> existing(long appId, Collection<Long> uuids) {
        return database.query(session -> session.createNativeQuery(EXISTING, Long.class)
                .setParameter("app", appId)
                .setParameter("uuids", uuids.toArray(Long[]::new))
                .getResultList());
    }

    private static Uni<Void> exists(Mutiny.Session session, long appId) {
        return session.createNativeQuery("SELECT 1 FROM account.apps WHERE id = :app", Integer.class)
                .setParameter("app", appId)
                .getSingleResultOrNull()
                .onItem()
                .ifNull()
                .failWith(() -> new ImException(ErrorCode.NOT_FOUND, "no app " + appId))
                .replaceWithVoid();
    }

    private Uni<Map<String, Long>> create(long appId, Set<String> wanted, Map<String, Long> found) {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(found.keySet());
        return database.transaction(session -> session.createNativeQuery(CREATE, Object[].class)
                        .setParameter("app", appId)
                        .setParameter("names", missing.toArray(String[]::new))
                        .setParameter("change", AccountChanged.Change.CREATED_VALUE)
                        .setParameter("at", clock.millis())
                        .getResultList())
                .invoke(rows -> {
                    created.increment(rows.size());
                    relay.wake();
                })
                .chain(rows -> {
                    Map<String, Long> all = new HashMap<>(found);
                    collect(rows, all);
                    missing.removeAll(all.keySet());
                    return missing.isEmpty() ? Uni.createFrom().item(all) : createdByOthers(appId, missing, all);
                });
    }

    /** Those whose race we lost: they are committed by now, unless the app was deleted. */
    private Uni<Map<String, Long>> createdByOthers(long appId, Set<String> missing, Map<String, Long> all) {
        return database.query(session -> exists(session, appId).chain(() -> find(session, appId, missing)))
                .map(theirs -> {
                    all.putAll(theirs);
                    return all;
                });
    }

    private static Uni<Map<String, Long>> find(Mutiny.Session session, long appId, Set<String> names) {
        return session.createNativeQuery(FIND, Object[].class)
                .setParameter("app", appId)
                .setParameter("names", names.toArray(String[]::new))
                .getResultList()
                .map(rows -> {
                    Map<String, Long> found = new HashMap<>();
                    collect(rows, found);
                    return found;
                });
    }

    private static void collect(List<Object[]> rows, Map<String, Long> into) {
        for (Object[] row : rows) {
            into.put((String) row[0], ((Number) row[1]).longValue());
        }
    }
}
