package io.openmimc.gateway.session;

import io.openmimc.kit.account.AccountEvents;
import io.openmimc.kit.account.ExistingAccounts;
import io.openmimc.proto.events.AccountChanged;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The sessions of temporary accounts by uuid, so that a hundred thousand accounts that go at once are no search each. From any
 * thread.
 */
@Singleton
class TemporarySessions {
    private final ExistingAccounts accounts;
    private final AccountEvents events;
    private final Map<Long, Set<Session>> sessions = new ConcurrentHashMap<>();

    TemporarySessions(ExistingAccounts accounts, AccountEvents events) {
        this.accounts = accounts;
        this.events = events;
    }

    /** From now on is told the sessions of accounts that go. */
    void watch(Consumer<Session> whenGone) {
        events.listen(event -> {
            if (event.getChange() == AccountChanged.Change.DELETED) {
                sessions.getOrDefault(event.getAccount().getUuid(), Set.of()).forEach(whenGone);
            }
        });
    }

    /**
     * Watches over a session that is about to open. An account that went before that is found gone by asking, one that goes
     * afterwards by its event: none slips through in between.
     *
     * @return fails with {@link BindRefusal}, or with ImException UNAVAILABLE; done at once for an account that stays
     */
    CompletionStage<Void> add(Session session) {
        if (!session.temporary()) {
            return CompletableFuture.completedStage(null);
        }
        long uuid = session.sender().uuid();
        sessions.compute(uuid, (key, others) -> {
            Set<Session> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(session);
            return all;
        });
        return accounts.exists(session.sender().appId(), uuid).thenAccept(exists -> {
            if (!exists) {
                throw BindRefusal.token("the account is gone");
            }
        });
    }

    void remove(Session session) {
        sessions.computeIfPresent(session.sender().uuid(), (uuid, all) -> {
            all.remove(session);
            return all.isEmpty() ? null : all;
        });
    }
}
