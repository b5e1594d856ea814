package io.openmimc.account.token;

import io.openmimc.kit.database.Database;
import io.openmimc.kit.setup.Setup;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keys that tokens are signed with. The first one is made at the first start, the next when the newest is old enough;
 * a key that was followed by another stays until the last token it may have signed has expired. Replicas take turns.
 */
@Singleton
class SigningKeys {
    private static final Logger LOG = Logger.getLogger(SigningKeys.class);

    /** Others wait until the transaction ends: of replicas that start at once, the second finds the first one's key. */
    private static final String TAKE_TURN = "LOCK TABLE account.signing_keys IN SHARE ROW EXCLUSIVE MODE";
    /** For clocks that differ between replicas. */
    private static final Duration MARGIN = Duration.ofHours(1);
    /** How often a replica takes over what others did. */
    private static final int REFRESH_SECONDS = 60;

    static final Duration REFRESH = Duration.ofSeconds(REFRESH_SECONDS);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Database database;
    private final KeyPairs pairs;
    private final TokenConfig config;
    private final Clock clock;
    private volatile @Nullable KeyRing ring;

    @jakarta.inject.Inject
    SigningKeys(Database database, KeyPairs pairs, TokenConfig config) {
        this(database, pairs, config, Clock.systemUTC());
    }

    SigningKeys(Database database, KeyPairs pairs, TokenConfig config, Clock clock) {
        this.database = database;
        this.pairs = pairs;
        this.config = config;
        this.clock = clock;
        if (config.keyLead().compareTo(REFRESH.multipliedBy(2)) < 0) {
            throw new IllegalStateException("openmimc.token.key-lead must be " + REFRESH.multipliedBy(2)
                    + " or more: a token that is signed with a key that not all replicas know is refused by some");
        }
    }

    /** The keys as of the last minute. */
    KeyRing current() {
        KeyRing now = ring;
        if (now == null) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the signing keys are not loaded yet, try again");
        }
        return now;
    }

    /**
     * Loads the keys before the first request; a service that cannot read them does not start. One that waits for its tables
     * loads them as soon as these are there.
     */
    void start(@Observes StartupEvent started, Setup setup) throws Throwable {
        if (setup.done().toCompletableFuture().isDone()) {
            VertxContextSupport.subscribeAndAwait(this::refresh);
            return;
        }
        Uni.createFrom()
                .completionStage(setup::done)
                .chain(() -> refresh()
                        .onFailure()
                        .invoke(e -> LOG.warnf("signing keys not loaded yet, trying again reason=%s", e.getMessage()))
                        .onFailure()
                        .retry()
                        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                        .indefinitely())
                .subscribe()
                .with(loaded -> LOG.info("signing keys loaded"), e -> LOG.errorf(e, "signing keys not loaded"));
    }

    @Scheduled(
            every = REFRESH_SECONDS + "s",
            delayed = REFRESH_SECONDS + "s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refreshNowAndThen() {
        return refresh().onFailure().recoverWithItem(e -> {
            LOG.errorf(e, "signing keys not refreshed, those at hand stay in use");
            return null;
        });
    }

    /** Takes over what other replicas did, and makes or removes a key where one is due. */
    Uni<Void> refresh() {
        return database.query(SigningKeys::newestFirst)
                .chain(keys -> due(keys)
                        ? database.transaction(this::renew)
                        : Uni.createFrom().item(keys))
                .invoke(keys ->
                        ring = new KeyRing(keys.stream().map(pairs::open).toList(), config.keyLead()))
                .replaceWithVoid();
    }

    private boolean due(List<SigningKey> keys) {
        return newKeyDue(keys) || !expired(keys).isEmpty();
    }

    private boolean newKeyDue(List<SigningKey> keys) {
        return keys.isEmpty()
                || !Instant.ofEpochMilli(keys.get(0).createdAt)
                        .plus(config.keyRotation())
                        .isAfter(clock.instant());
    }

    /** Keys whose tokens are all over: the lifetime of a token has passed since the next key took over. */
    private List<SigningKey> expired(List<SigningKey> keys) {
        List<SigningKey> expired = new ArrayList<>();
        for (int i = 1; i < keys.size(); i++) {
            Instant signedUntil =
                    Instant.ofEpochMilli(keys.get(i - 1).createdAt).plus(config.keyLead());
            if (signedUntil.plus(config.lifetime()).plus(MARGIN).isBefore(clock.instant())) {
                expired.add(keys.get(i));
            }
        }
        return expired;
    }

    private Uni<List<SigningKey>> renew(Mutiny.Session session) {
        return session.createNativeQuery(TAKE_TURN)
                .executeUpdate()
                .chain(() -> newestFirst(session)) // again: another replica may have been first
                .chain(keys -> {
                    List<SigningKey> left = new ArrayList<>(keys);
                    List<SigningKey> expired = expired(keys);
                    left.removeAll(expired);
                    Uni<Void> done = session.removeAll(expired.toArray());
                    if (newKeyDue(keys)) {
                        SigningKey next = pairs.generate(clock.instant());
                        left.add(0, next);
                        LOG.infof("signing key created id=%s", next.id);
                        done = done.chain(() -> session.persist(next));
                    }
                    return done.replaceWith(left);
                });
    }

    private static Uni<List<SigningKey>> newestFirst(Mutiny.Session session) {
        return session.createSelectionQuery("from SigningKey order by createdAt desc, id", SigningKey.class)
                .getResultList();
    }
}
