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
import java.util.ArrayList;
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

    private static final String FIND = "WITH " + Account.CLOCK + " SELECT " + Account.COLUMNS
            + " FROM account.accounts, clock WHERE app_id = :app AND name = ANY (CAST(:names AS text[]))";

    private static final String EXISTING = "WITH " + Account.CLOCK + " SELECT " + Account.COLUMNS
            + " FROM account.accounts, clock WHERE app_id = :app AND uuid = ANY (CAST(:uuids AS bigint[]))";

    /**
     * The share lock keeps the app from being deleted meanwhile. Who loses the race for a name waits for the winner's
     * commit and inserts nothing. All insert in the order of names, so no two batches wait for each other.
     */
    private static final String CREATE = "WITH " + Account.CLOCK
            + """
            , app AS (
                SELECT id, CASE WHEN temporary_ttl_seconds > 0
                    THEN (SELECT ms FROM clock) + temporary_ttl_seconds * 1000 END AS expires_at
                FROM account.apps WHERE id = :app FOR KEY SHARE),
            changed AS (
                INSERT INTO account.accounts (uuid, app_id, name, created_at, expires_at)
                SELECT nextval('account.uuids'), sorted.app, sorted.name, :at, sorted.expires_at
                FROM (SELECT app.id AS app, name, expires_at FROM app, unnest(CAST(:names AS text[])) AS name
                      ORDER BY name COLLATE "C") sorted
                ON CONFLICT (app_id, name) DO NOTHING
                RETURNING uuid, name, app_id, expires_at, banned_at, token_generation),
            told AS ("""
            + Outbox.TELL_OF_ACCOUNTS + ") SELECT " + Account.COLUMNS + " FROM changed, clock";

    private final Database database;
    private final ExpiredAccounts expiredAccounts;
    private final OutboxRelay relay;
    private final Counter created;
    private final Clock clock = Clock.systemUTC();

    Accounts(Database database, ExpiredAccounts expiredAccounts, OutboxRelay relay, MeterRegistry metrics) {
        this.database = database;
        this.expiredAccounts = expiredAccounts;
        this.relay = relay;
        this.created = metrics.counter("account.accounts.created");
    }

    /**
     * One account, which is created if there is none.
     *
     * @param name one that {@link AccountName#check} accepts
     * @return fails with {@link ImException}: NOT_FOUND without such an app, UNAVAILABLE
     */
    public Uni<Account> account(long appId, String name) {
        return resolve(appId, List.of(name), true).map(found -> {
            Account account = found.get(name);
            if (account == null) {
                throw new IllegalStateException("an account was created and is not there app=" + appId);
            }
            return account;
        });
    }

    /**
     * Accounts by name; those that are not there, or whose time is up, are created, or are missing in the answer.
     *
     * @param accounts names that {@link AccountName#check} accepts, at most {@link #MAX_BATCH}
     * @return fails with {@link ImException}: NOT_FOUND without such an app, UNAVAILABLE
     */
    public Uni<Map<String, Account>> resolve(long appId, Collection<String> accounts, boolean create) {
        Set<String> wanted = new LinkedHashSet<>(accounts);
        return database.query(session -> exists(session, appId).chain(() -> find(session, appId, wanted)))
                .chain(rows -> {
                    Map<String, Account> found = new HashMap<>();
                    List<Long> expired = new ArrayList<>();
                    sort(rows, found, expired);
                    return create && found.size() < wanted.size()
                            ? create(appId, wanted, found, expired)
                            : delete(expired).replaceWith(found);
                });
    }

    /**
     * Those uuids that are still of accounts of an app; none where there is no such app.
     *
     * @param uuids at most {@link #MAX_BATCH}
     * @return fails with {@link ImException} UNAVAILABLE
     */
    public Uni<List<Long>> existing(long appId, Collection<Long> uuids) {
        return database.query(session -> session.createNativeQuery(EXISTING, Object[].class)
                        .setParameter("app", appId)
                        .setParameter("uuids", uuids.toArray(Long[]::new))
                        .getResultList())
                .chain(rows -> {
                    Map<String, Account> found = new HashMap<>();
                    List<Long> expired = new ArrayList<>();
                    sort(rows, found, expired);
                    return delete(expired)
                            .replaceWith(() ->
                                    found.values().stream().map(Account::uuid).toList());
                });
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

    private Uni<Void> delete(List<Long> expired) {
        return expired.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.transaction(session -> expiredAccounts.delete(session, expired))
                        .invoke(relay::wake);
    }

    private Uni<Map<String, Account>> create(
            long appId, Set<String> wanted, Map<String, Account> found, List<Long> expired) {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(found.keySet());
        return database.transaction(
                        session -> expiredAccounts.delete(session, expired).chain(() -> session.createNativeQuery(
                                        CREATE, Object[].class)
                                .setParameter("app", appId)
                                .setParameter("names", missing.toArray(String[]::new))
                                .setParameter("change", AccountChanged.Change.CREATED_VALUE)
                                .setParameter("at", clock.millis())
                                .getResultList()))
                .invoke(rows -> {
                    created.increment(rows.size());
                    relay.wake();
                })
                .chain(rows -> {
                    rows.stream().map(Account::of).forEach(account -> found.put(account.name(), account));
                    missing.removeAll(found.keySet());
                    return missing.isEmpty() ? Uni.createFrom().item(found) : createdByOthers(appId, missing, found);
                });
    }

    /** Those whose race we lost: they are committed by now, unless the app was deleted. */
    private Uni<Map<String, Account>> createdByOthers(long appId, Set<String> missing, Map<String, Account> found) {
        return resolve(appId, missing, true).map(theirs -> {
            found.putAll(theirs);
            return found;
        });
    }

    private static Uni<List<Object[]>> find(Mutiny.Session session, long appId, Set<String> names) {
        return session.createNativeQuery(FIND, Object[].class)
                .setParameter("app", appId)
                .setParameter("names", names.toArray(String[]::new))
                .getResultList();
    }

    private static void sort(List<Object[]> rows, Map<String, Account> living, List<Long> expired) {
        rows.stream().map(Account::of).forEach(account -> {
            if (account.expired()) {
                expired.add(account.uuid());
            } else {
                living.put(account.name(), account);
            }
        });
    }
}
