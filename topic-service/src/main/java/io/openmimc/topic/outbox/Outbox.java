package io.openmimc.topic.outbox;

import io.openmimc.proto.events.TopicChanged;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Where a change puts its event, in its own transaction: what is committed can never lack its event, what is rolled back
 * never has one. Changes of one topic hold its row lock, so its events have the order of its versions.
 */
@Singleton
public class Outbox {
    public Uni<Void> append(Mutiny.Session session, TopicChanged event) {
        return session.createNativeQuery(
                        "INSERT INTO topic.outbox (topic_id, event, created_at) VALUES (:topic, :event, :at)")
                .setParameter("topic", event.getTopicId())
                .setParameter("event", event.toByteArray())
                .setParameter("at", event.getTimestamp())
                .executeUpdate()
                .replaceWithVoid();
    }
}
