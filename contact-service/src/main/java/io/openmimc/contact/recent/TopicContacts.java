package io.openmimc.contact.recent;

import io.openmimc.contact.store.HiddenTopics;
import io.openmimc.contact.store.LastMessage;
import io.openmimc.contact.store.Lifetime;
import io.openmimc.contact.store.TopicMessages;
import io.openmimc.kit.app.AppDirectory;
import io.openmimc.kit.rest.Caller;
import io.openmimc.kit.topic.TopicService;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.topics.Topic;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The topics of an account: those it is in now, by their names of now. All failures are
 * {@link io.openmimc.proto.ImException} UNAVAILABLE.
 */
@Singleton
class TopicContacts {
    /** Requests at once for one list: an account may be in hundreds of topics, and others want to be served, too. */
    private static final int AT_ONCE = 10;

    private final TopicService topics;
    private final TopicMessages messages;
    private final HiddenTopics hidden;
    private final AppDirectory apps;
    private final Clock clock = Clock.systemUTC();

    TopicContacts(TopicService topics, TopicMessages messages, HiddenTopics hidden, AppDirectory apps) {
        this.topics = topics;
        this.messages = messages;
        this.hidden = hidden;
        this.apps = apps;
    }

    /** What an account may see of its topics. */
    private record View(Map<Long, Long> hiddenUpTo, boolean fromJoining, long firstRecent) {
        boolean shows(Topic topic, LastMessage last) {
            return last.sequence() >= firstRecent
                    && last.sequence() > hiddenUpTo.getOrDefault(topic.getTopicId(), 0L)
                    && !(fromJoining && Sequence.timestampMs(last.sequence()) < topic.getJoinedAt());
        }
    }

    /** Hands on the topics that have a recent message which the caller may see and has not removed. */
    CompletionStage<Void> each(Caller caller, Consumer<Contact> found) {
        CompletionStage<View> view = hidden.of(caller.uuid())
                .thenCombine(
                        apps.settings(caller.appId()),
                        (upTo, settings) -> new View(
                                upTo, settings.getTopicHistoryFromJoining(), Lifetime.firstRecent(clock.millis())));
        return topics.topicsOf(caller.appId(), caller.uuid())
                .thenCombine(view, (all, seen) -> each(caller, all, seen, found))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Void> each(Caller caller, List<Topic> all, View view, Consumer<Contact> found) {
        if (all.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        List<CompletableFuture<Void>> reading = new ArrayList<>();
        int from = 0;
        while (from < all.size() && reading.size() < AT_ONCE) {
            List<Topic> part = all.subList(from, Math.min(all.size(), from + TopicMessages.MAX_TOPICS));
            reading.add(read(caller, part, view, found).toCompletableFuture());
            from += part.size();
        }
        List<Topic> rest = all.subList(from, all.size());
        return CompletableFuture.allOf(reading.toArray(CompletableFuture[]::new))
                .thenCompose(done -> each(caller, rest, view, found));
    }

    private CompletionStage<Void> read(Caller caller, List<Topic> part, View view, Consumer<Contact> found) {
        return messages.of(caller.appId(), part.stream().map(Topic::getTopicId).toList())
                .thenAccept(last -> part.forEach(topic -> {
                    LastMessage message = last.get(topic.getTopicId());
                    if (message != null && view.shows(topic, message)) {
                        found.accept(Contact.of(topic, message));
                    }
                }));
    }

    /** Removes a topic from an account's list until a newer message comes; nothing where it is not in the list. */
    CompletionStage<Void> hide(Caller caller, long topicId) {
        return messages.of(caller.appId(), List.of(topicId)).thenCompose(found -> {
            LastMessage last = found.get(topicId);
            if (last == null) {
                return CompletableFuture.completedStage(null);
            }
            long sequence = last.sequence();
            int secondsLeft = Lifetime.secondsLeft(sequence, clock.millis());
            return secondsLeft == 0
                    ? CompletableFuture.completedStage(null)
                    : hidden.hide(caller.uuid(), topicId, sequence, secondsLeft);
        });
    }
}
