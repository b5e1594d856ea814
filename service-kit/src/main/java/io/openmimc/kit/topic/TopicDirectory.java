package io.openmimc.kit.topic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.openmimc.kit.kafka.EventFollower;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.setup.Setup;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.TopicChanged;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rosters of topics, from topic-service. What is answered was true less than {@link #FRESH_FOR} before the question,
 * so that a removed member hears nothing that was accepted a second after its removal, whatever becomes of events; events
 * only make it sooner. Rosters in use are confirmed in the background, many in one call ({@link RosterConfirmation}).
 *
 * <p>While topic-service is away, an older roster serves for up to {@link #KEPT_FOR}, unless an event told that it changed:
 * nobody can be removed then, but by a topic-service that we alone cannot reach. At most {@link #MAX_MEMBERS} members of
 * all topics are kept.
 */
@Singleton
public class TopicDirectory implements EventFollower.Listener {
    static final Duration FRESH_FOR = Duration.ofMillis(900);
    static final Duration KEPT_FOR = Duration.ofMinutes(10);
    /** After a call that failed, an older roster serves this long before topic-service is asked again. */
    static final Duration RESPITE = Duration.ofSeconds(1);

    static final int MAX_MEMBERS = 1_000_000;

    private static final int MAX_ABSENT = 10_000;

    private record Loading(long startNanos, CompletableFuture<Roster> roster) {}

    private final RosterSource source;
    private final LongSupplier nanoTime;
    private final CompletionStage<Void> setup;
    private final ConcurrentMap<TopicKey, Loading> loading = new ConcurrentHashMap<>();
    private final Cache<TopicKey, RosterEntry> entries = Caffeine.newBuilder()
            .maximumWeight(MAX_MEMBERS)
            .weigher((TopicKey topic, RosterEntry entry) ->
                    1 + entry.roster().members().size())
            .expireAfterAccess(KEPT_FOR)
            .recordStats()
            .build();
    private final Cache<TopicKey, ImException> absent = Caffeine.newBuilder()
            .maximumSize(MAX_ABSENT)
            .expireAfterWrite(FRESH_FOR)
            .build();
    private final RosterConfirmation confirmation;
    private final @Nullable EventFollower follower;
    private final Counter outdated;

    @Inject
    TopicDirectory(TopicService topics, KafkaConfig kafka, Setup setup, MeterRegistry meters) {
        this(topics, System::nanoTime, kafka, setup.done(), meters);
        CaffeineCacheMetrics.monitor(meters, entries, "topics");
    }

    TopicDirectory(
            RosterSource source,
            LongSupplier nanoTime,
            @Nullable KafkaConfig kafka,
            CompletionStage<Void> setup,
            MeterRegistry meters) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.setup = setup;
        this.follower = kafka == null ? null : new EventFollower(Topics.TOPICS, kafka, this);
        this.confirmation =
                new RosterConfirmation(source, nanoTime, entries.asMap().values());
        this.outdated = Counter.builder("topics.outdated")
                .description("answers with a roster that topic-service could not confirm")
                .register(meters);
    }

    @PostConstruct
    void start() {
        confirmation.start();
        if (follower != null) {
            var unused = setup.thenRun(follower::start);
        }
    }

    @PreDestroy
    void stop() {
        confirmation.close();
        if (follower != null) {
            follower.close();
        }
    }

    /**
     * The members of a topic.
     *
     * @param leastVersion one that somebody else has seen: no older roster is answered; 0 for none
     * @return fails with {@link ImException}: NOT_FOUND without such a topic in that app, UNAVAILABLE if that cannot be
     *     known now
     */
    public CompletionStage<Roster> roster(TopicKey topic, long leastVersion) {
        RosterEntry entry = entries.getIfPresent(topic);
        if (entry != null && entry.roster().version() < leastVersion) {
            entry.changed();
        }
        return roster(topic);
    }

    /**
     * The members of a topic that an account should be one of. If it is not, topic-service is asked once more: it may have
     * come in a moment ago.
     *
     * @return fails as {@link #roster}, and with FORBIDDEN for who is no member
     */
    public CompletionStage<Roster> rosterWith(TopicKey topic, long uuid) {
        return roster(topic)
                .thenCompose(roster -> roster.contains(uuid)
                        ? CompletableFuture.completedStage(roster)
                        : load(topic, roster, nanoTime.getAsLong(), Duration.ZERO)
                                .thenApply(now -> {
                                    if (!now.contains(uuid)) {
                                        throw new ImException(
                                                ErrorCode.FORBIDDEN, "not a member of topic " + topic.topicId());
                                    }
                                    return now;
                                }));
    }

    private CompletionStage<Roster> roster(TopicKey topic) {
        long now = nanoTime.getAsLong();
        RosterEntry entry = entries.getIfPresent(topic);
        if (entry != null) {
            entry.used(now);
            if (entry.confirmed(now)) {
                return CompletableFuture.completedStage(entry.roster());
            }
            if (entry.respite(now)) {
                outdated.increment();
                return CompletableFuture.completedStage(entry.roster());
            }
        }
        ImException unknown = absent.getIfPresent(topic);
        if (unknown != null) {
            return CompletableFuture.failedStage(unknown);
        }
        return load(topic, entry == null ? null : entry.roster(), now, FRESH_FOR)
                .exceptionallyCompose(failure -> {
                    RosterEntry old = entries.getIfPresent(topic);
                    if (old == null
                            || !Failures.is(failure, ErrorCode.UNAVAILABLE)
                            || !old.grant(nanoTime.getAsLong())) {
                        return CompletableFuture.failedStage(failure);
                    }
                    outdated.increment();
                    return CompletableFuture.completedStage(old.roster());
                });
    }

    /**
     * One call at a time for a topic, whoever asks; one that began too long ago may tell what is no longer true.
     *
     * @param joinable how long ago a call may have begun that is as good as one of our own
     */
    private CompletableFuture<Roster> load(TopicKey topic, @Nullable Roster known, long now, Duration joinable) {
        var mine = new Loading(now, new CompletableFuture<>());
        Loading running = loading.compute(
                topic, (key, other) -> other != null && now - other.startNanos < joinable.toNanos() ? other : mine);
        if (running != mine) {
            return running.roster;
        }
        Failures.caught(() -> source.load(topic, known)).whenComplete((roster, failure) -> {
            loading.computeIfPresent(topic, (key, current) -> {
                if (current != mine) {
                    return current; // an event or a later call made this answer an old one: it must not be kept
                }
                keep(topic, roster, failure, mine.startNanos);
                return null;
            });
            if (failure == null) {
                mine.roster.complete(roster);
            } else {
                mine.roster.completeExceptionally(Failures.cause(failure));
            }
        });
        return mine.roster;
    }

    /** Under the lock of the topic's place in the table, as all that is done for an event: neither comes in between the other. */
    private void keep(TopicKey topic, @Nullable Roster roster, @Nullable Throwable failure, long startNanos) {
        if (roster != null) {
            entries.put(topic, new RosterEntry(roster, startNanos));
        } else if (failure != null
                && Failures.cause(failure) instanceof ImException refusal
                && refusal.code() == ErrorCode.NOT_FOUND) {
            entries.invalidate(topic);
            absent.put(topic, refusal);
        }
    }

    @Override
    public void event(byte[] value) throws InvalidProtocolBufferException {
        TopicChanged event = TopicChanged.parseFrom(value);
        var topic = new TopicKey(event.getAppId(), event.getTopicId());
        loading.compute(topic, (key, running) -> {
            absent.invalidate(topic);
            RosterEntry entry = entries.getIfPresent(topic);
            if (entry != null && entry.roster().version() < event.getVersion()) {
                entry.changed();
            }
            return null; // what is on its way may be the old state
        });
    }

    /** Events may have been missed: what is kept is still confirmed before it is used, as ever. */
    @Override
    public void interrupted() {
        absent.invalidateAll();
    }
}
