package io.openmimc.contact.recent;

import io.openmimc.contact.store.Lifetime;
import io.openmimc.contact.store.Peers;
import io.openmimc.kit.account.AccountDirectory;
import io.openmimc.kit.account.ExistingAccounts;
import io.openmimc.kit.rest.Caller;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The list of whom an account has spoken with, and what it removes from it. All failures are
 * {@link io.openmimc.proto.ImException}.
 */
@Singleton
class RecentContacts {
    private final Peers peers;
    private final TopicContacts topics;
    private final ExistingAccounts existing;
    private final Inboxes inboxes;
    private final AccountDirectory accounts;
    private final ContactConfig config;
    private final ListMetrics metrics;
    private final Turns turns;
    private final Clock clock = Clock.systemUTC();

    RecentContacts(
            Peers peers,
            TopicContacts topics,
            ExistingAccounts existing,
            Inboxes inboxes,
            AccountDirectory accounts,
            ContactConfig config,
            ListMetrics metrics) {
        this.peers = peers;
        this.topics = topics;
        this.existing = existing;
        this.inboxes = inboxes;
        this.accounts = accounts;
        this.config = config;
        this.metrics = metrics;
        this.turns = new Turns(config.maxConcurrent(), config.maxWaiting());
        metrics.waiting(turns::waiting);
    }

    /**
     * The contacts of the last 30 days, the newest first. Fails with UNAVAILABLE while topic-service is away, as a list
     * without the groups would look as if they were lost.
     */
    CompletionStage<List<ContactView>> list(Caller caller) {
        return turns.run(() -> read(caller));
    }

    private CompletionStage<List<ContactView>> read(Caller caller) {
        long start = System.nanoTime();
        Newest newest = new Newest(config.maxContacts(), config.maxAnswerSize().asLongValue());
        CompletionStage<Void> ofTopics = topics.each(caller, newest::add);
        CompletionStage<UnreadCounts> unread = inboxes.unread(caller);
        return eachPeer(caller, newest)
                .thenCombine(ofTopics, (peersDone, topicsDone) -> newest.list())
                .thenCompose(all -> withoutDeleted(caller, all))
                .thenCombine(unread, (all, counts) -> all.stream()
                        .map(contact -> ContactView.of(contact, counts))
                        .toList())
                .thenApply(views -> {
                    metrics.listed(System.nanoTime() - start, views.size(), newest.cut());
                    return views;
                });
    }

    private CompletionStage<Void> eachPeer(Caller caller, Newest newest) {
        long firstRecent = Lifetime.firstRecent(clock.millis());
        AtomicInteger rows = new AtomicInteger();
        return peers.each(caller.uuid(), peer -> {
            if (peer.sequence() >= firstRecent) {
                newest.add(Contact.of(peer, caller));
            }
            boolean more = rows.incrementAndGet() < config.maxRows();
            if (!more) {
                newest.leaveOutTheRest();
            }
            return more;
        });
    }

    private CompletionStage<List<Contact>> withoutDeleted(Caller caller, List<Contact> contacts) {
        List<Long> uuids =
                contacts.stream().filter(Contact::isAccount).map(Contact::id).toList();
        return existing.of(caller.appId(), uuids)
                .exceptionallyCompose(failure -> Failures.is(failure, ErrorCode.UNAVAILABLE)
                        // While account-service is away: one too many does less harm than one that is missing.
                        ? CompletableFuture.completedFuture(Set.copyOf(uuids))
                        : CompletableFuture.failedFuture(failure))
                .thenApply(there -> contacts.stream()
                        .filter(contact -> !contact.isAccount() || there.contains(contact.id()))
                        .toList());
    }

    /**
     * Removes an account from the list until a newer message comes. One that is not in it, or does not exist, is no error,
     * and none is created.
     *
     * @return the list; fails with BAD_REQUEST for a name that is none
     */
    CompletionStage<List<ContactView>> removePeer(Caller caller, @Nullable String member) {
        String account = AccountName.check("member", member);
        return accounts.find(caller.appId(), List.of(account))
                .thenCompose(found -> found.containsKey(account)
                        ? peers.remove(caller.uuid(), found.get(account))
                        : CompletableFuture.completedStage(null))
                .thenCompose(done -> list(caller));
    }

    /** The same for a topic; one of another app is not there. */
    CompletionStage<List<ContactView>> removeTopic(Caller caller, long topicId) {
        return topics.hide(caller, topicId).thenCompose(done -> list(caller));
    }
}
