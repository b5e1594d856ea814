package io.openmimc.topic.topic;

import io.openmimc.proto.ImException;
import io.openmimc.proto.events.TopicChanged;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** Takes accounts that are gone out of topics. A topic of theirs passes to the member who has been in longest. */
@Singleton
public class Departures {
    private final Changes changes;
    private final Members members;
    private final Clock clock = Clock.systemUTC();

    Departures(Changes changes, Members members) {
        this.changes = changes;
        this.members = members;
    }

    /**
     * Removes accounts from a topic, the owner too; it is dismissed when nobody is left. Those who are not in are passed over.
     *
     * @return fails with {@link ImException}: NOT_FOUND without such a topic, UNAVAILABLE
     */
    public Uni<Void> leave(TopicKey key, Set<Long> uuids) {
        return changes.of(key, (session, topic) -> members.removeGone(session, topic, uuids)
                        .chain(gone -> gone.isEmpty()
                                ? Uni.createFrom().item(Optional.<TopicChanged>empty())
                                : left(session, topic, gone).map(Optional::of))
                        .map(event -> new Change<>(Optional.<Void>empty(), event)))
                .replaceWithVoid();
    }

    private Uni<TopicChanged> left(Mutiny.Session session, Topic topic, List<Member> gone) {
        return gone.stream().noneMatch(member -> member.uuid() == topic.ownerUuid)
                ? Uni.createFrom().item(topic.next(TopicChanged.Change.LEFT, gone, clock.millis()))
                : members.first(session, topic).chain(heir -> {
                    if (heir.isEmpty()) {
                        TopicChanged event = topic.next(TopicChanged.Change.DISMISSED, List.of(), clock.millis());
                        return session.remove(topic).call(session::flush).replaceWith(event);
                    }
                    topic.handOver(heir.get());
                    TopicChanged event = topic.next(TopicChanged.Change.LEFT, gone, clock.millis());
                    return session.flush().replaceWith(event);
                });
    }
}
