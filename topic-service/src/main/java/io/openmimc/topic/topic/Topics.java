package io.openmimc.topic.topic;

import io.openmimc.kit.account.AccountDirectory;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.TopicChanged;
import io.openmimc.topic.caller.Asker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** Creates, changes and dismisses topics. What fails, fails with {@link ImException}, and changes nothing. */
@Singleton
class Topics {
    private final Changes changes;
    private final Members members;
    private final AccountDirectory accounts;
    private final Clock clock = Clock.systemUTC();

    Topics(Changes changes, Members members, AccountDirectory accounts) {
        this.changes = changes;
        this.members = members;
        this.accounts = accounts;
    }

    /**
     * Creates a topic that the caller owns. Accounts without a uuid get one, but not where they could never all fit.
     *
     * @return fails with FORBIDDEN for a temporary account, over the limit of members, or where one is in too many topics
     * @throws ImException BAD_REQUEST where more are named, the owner among them, than one call may name
     */
    Uni<TopicView> create(Asker owner, String name, Set<String> accountsOfOthers) {
        Set<String> others = new LinkedHashSet<>(accountsOfOthers);
        others.remove(owner.account());
        owner.checkNamed(1 + others.size());
        owner.checkStays();
        owner.checkFits(1 + others.size());
        return Uni.createFrom()
                .completionStage(accounts.uuids(owner.appId(), others))
                .chain(uuids -> changes.inApp(owner.appId(), session -> create(session, owner, name, others, uuids)));
    }

    private Uni<Change<TopicView>> create(
            Mutiny.Session session, Asker owner, String name, Set<String> others, Map<String, Long> uuids) {
        long now = clock.millis();
        Topic topic = new Topic(owner, name, now);
        List<Member> first = Member.of(others, uuids, topic.owner());
        return session.persist(topic)
                .chain(session::flush)
                .chain(() -> members.add(session, topic, first, owner.maxMembers(), now))
                .map(joined -> new Change<>(
                        new TopicView(topic.info(), joined),
                        Optional.of(topic.event(TopicChanged.Change.CREATED, joined))));
    }

    /** Changes what is given; fails with FORBIDDEN unless the caller is the owner and the new owner a member. */
    Uni<TopicView> update(TopicKey key, Asker asker, TopicFields fields) {
        return changes.of(key, (session, topic) -> {
            topic.checkOwner(asker);
            boolean changed = topic.change(fields);
            return handOver(session, topic, fields)
                    .map(handedOver -> changed || handedOver
                            ? Optional.of(topic.next(TopicChanged.Change.UPDATED, List.of(), clock.millis()))
                            : Optional.<TopicChanged>empty())
                    .call(session::flush)
                    .chain(event -> members.view(session, topic).map(view -> new Change<>(view, event)));
        });
    }

    private Uni<Boolean> handOver(Mutiny.Session session, Topic topic, TopicFields fields) {
        return fields.ownerAccount() == null
                ? Uni.createFrom().item(false)
                : members.named(session, topic, fields.ownerAccount()).map(topic::handOver);
    }

    /** Ends a topic for good; fails with FORBIDDEN unless the caller is the owner. */
    Uni<Void> dismiss(TopicKey key, Asker asker) {
        return changes.of(key, (session, topic) -> {
                    topic.checkOwner(asker);
                    TopicChanged event = topic.next(TopicChanged.Change.DISMISSED, List.of(), clock.millis());
                    return session.remove(topic)
                            .call(session::flush)
                            .replaceWith(new Change<>(Optional.empty(), Optional.of(event)));
                })
                .replaceWithVoid();
    }
}
