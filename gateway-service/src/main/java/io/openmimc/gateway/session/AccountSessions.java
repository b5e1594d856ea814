package io.openmimc.gateway.session;

import io.openmimc.kit.account.AccountEvents;
import io.openmimc.kit.account.AccountStandings;
import io.openmimc.kit.account.ExistingAccounts;
import io.openmimc.kit.account.Standing;
import io.openmimc.proto.events.AccountChanged;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of accounts by uuid, so that a hundred thousand accounts that go or are banned at once are no search each.
 * From any thread.
 */
@Singleton
class AccountSessions {
    /** Sessions whose accounts are asked for in one round. */
    private static final int ROUND = 10_000;

    private final ExistingAccounts accounts;
    private final AccountStandings standings;
    private final AccountEvents events;
    /** Mostly one each: the sets are small and never changed. */
    private final Map<Long, Set<Session>> sessions = new ConcurrentHashMap<>();
    /** Those of whom account-service has not said how they stand, or whose events may have been missed since. */
    private final Set<Session> unconfirmed = ConcurrentHashMap.newKeySet();

    private BiConsumer<Session, Standing> judge = (session, standing) -> {};
    private volatile @Nullable Object confirmedFrom;

    AccountSessions(ExistingAccounts accounts, AccountStandings standings, AccountEvents events) {
        this.accounts = accounts;
        this.standings = standings;
        this.events = events;
    }

    /**
     * From now on is told the sessions of accounts that go, and how the account of a session stands when that changes.
     *
     * @param judge may be told the same more than once
     */
    void watch(Consumer<Session> whenGone, BiConsumer<Session, Standing> judge) {
        this.judge = judge;
        events.listen(event -> {
            Set<Session> concerned = sessions.getOrDefault(event.getAccount().getUuid(), Set.of());
            if (event.getChange() == AccountChanged.Change.DELETED) {
                concerned.forEach(whenGone);
            } else if (event.getChange() == AccountChanged.Change.STANDING) {
                concerned.forEach(this::confirm);
            }
        });
    }

    /**
     * Watches over a session that is about to open. An account that went or was banned before that is found by asking, one
     * that does so afterwards by its event: none slips through in between.
     *
     * @return fails with {@link BindRefusal}, or with ImException UNAVAILABLE; as a rule done at once for an account that
     *     stays, as its token was just verified
     */
    CompletionStage<Void> add(Session session) {
        long uuid = session.sender().uuid();
        sessions.compute(uuid, (key, others) -> with(others, session));
        CompletionStage<Boolean> exists = session.temporary()
                ? accounts.exists(session.sender().appId(), uuid)
                : CompletableFuture.completedStage(true);
        return exists.thenCombine(standings.of(uuid), (there, standing) -> {
            if (!there) {
                throw BindRefusal.token("the account is gone");
            }
            if (standing.banned() || standing.revokes(session.tokenGeneration())) {
                throw BindRefusal.token("the account is banned, or its tokens were revoked");
            }
            if (standing.assumed()) {
                unconfirmed.add(session);
            }
            return null;
        });
    }

    private static Set<Session> with(@Nullable Set<Session> others, Session session) {
        if (others == null) {
            return Set.of(session);
        }
        Set<Session> all = new HashSet<>(others);
        all.add(session);
        return Set.copyOf(all);
    }

    void remove(Session session) {
        unconfirmed.remove(session);
        sessions.computeIfPresent(session.sender().uuid(), (uuid, all) -> {
            Set<Session> left = new HashSet<>(all);
            left.remove(session);
            return left.isEmpty() ? null : Set.copyOf(left);
        });
    }

    /**
     * Asks again for those of whom it is not known, and for all when events may have been missed, some at a time; to be
     * called every few seconds.
     */
    void confirmSome() {
        Object followed = events.unbroken();
        if (followed != null && followed != confirmedFrom) {
            confirmAll();
            confirmedFrom = followed;
        }
        unconfirmed.stream().limit(ROUND).toList().forEach(this::confirm);
    }

    /** Asks for all, soon; for when no events are heard. */
    void confirmUnheard() {
        if (events.unbroken() == null) {
            confirmAll();
        }
    }

    private void confirmAll() {
        sessions.values().forEach(unconfirmed::addAll);
    }

    private void confirm(Session session) {
        standings.of(session.sender().uuid()).thenAccept(standing -> {
            judge.accept(session, standing);
            if (!standing.assumed()) {
                unconfirmed.remove(session);
            }
        });
    }
}
