package io.openmimc.topic.topic;

import io.openmimc.kit.account.AccountDirectory;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.TopicChanged;
import io.openmimc.topic.caller.Asker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** Brings accounts into topics and out of them. What fails, fails with {@link ImException}, and changes nothing. */
@Singleton
class Memberships {
    private final Changes changes;
    private final Members members;
    private final TopicQueries queries;
    private final AccountDirectory accounts;
    private final Clock clock = Clock.systemUTC();

    Memberships(Changes changes, Members members, TopicQueries queries, AccountDirectory accounts) {
        this.changes = changes;
        this.members = members;
        this.queries = queries;
        this.accounts = accounts;
    }

    /**
     * Adds accounts; those without a uuid get one, those who are in already stay. Who may not invite, or invites more than
     * there is room for, creates no account.
     *
     * @return fails with FORBIDDEN unless the caller is a member, over the limit of members, or where one is in too many
     *     topics
     */
    Uni<TopicView> invite(TopicKey key, Asker asker, Set<String> invited) {
        asker.checkFits(invited.size());
        return queries.checkInvitation(key, asker, invited)
                .chain(() -> Uni.createFrom().completionStage(accounts.uuids(key.appId(), invited)))
                // Looked up before the topic is locked: nobody waits for account-service behind a lock.
                .chain(uuids ->
                        changes.of(key, (session, topic) -> join(session, topic, asker, Member.of(invited, uuids))));
    }

    private Uni<Change<TopicView>> join(Mutiny.Session session, Topic topic, Asker asker, List<Member> invited) {
        long now = clock.millis();
        return members.check(session, topic, asker)
                .chain(() -> members.add(session, topic, invited, asker.maxMembers(), now))
                .map(joined -> event(topic, TopicChanged.Change.JOINED, joined))
                .chain(event -> viewed(session, topic, event));
    }

    /** Removes the caller; fails with INTERNAL for the owner, as old clients know it, and FORBIDDEN for who is not in. */
    Uni<Void> quit(TopicKey key, Asker asker) {
        return changes.of(key, (session, topic) -> {
                    if (asker.uuid() == topic.ownerUuid) {
                        throw new ImException(ErrorCode.INTERNAL, "quit topic fail");
                    }
                    Member leaver = new Member(asker.uuid(), asker.account());
                    return members.quit(session, topic, asker)
                            .map(gone -> new Change<>(
                                    Optional.empty(), event(topic, TopicChanged.Change.LEFT, List.of(leaver))));
                })
                .replaceWithVoid();
    }

    /** Removes accounts, save the owner; those who are not in are passed over. FORBIDDEN unless the caller is the owner. */
    Uni<TopicView> kick(TopicKey key, Asker asker, Set<String> kicked) {
        asker.checkNamed(kicked.size());
        return changes.of(key, (session, topic) -> {
            topic.checkOwner(asker);
            return members.remove(session, topic, kicked)
                    .map(gone -> event(topic, TopicChanged.Change.LEFT, gone))
                    .chain(event -> viewed(session, topic, event));
        });
    }

    private Optional<TopicChanged> event(Topic topic, TopicChanged.Change change, List<Member> whom) {
        return whom.isEmpty() ? Optional.empty() : Optional.of(topic.next(change, whom, clock.millis()));
    }

    private Uni<Change<TopicView>> viewed(Mutiny.Session session, Topic topic, Optional<TopicChanged> event) {
        return members.view(session, topic).map(view -> new Change<>(view, event));
    }
}
