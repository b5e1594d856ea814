package io.openmimc.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.openmimc.sdk.Ack;
import io.openmimc.sdk.Message;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.Statistics;
import io.openmimc.sdk.rest.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/** Devices that send to each other at a steady pace, and a record of everything that was sent, acknowledged and taken. */
final class PacedTraffic implements AutoCloseable {
    /**
     * Whom a message is for.
     *
     * @param topicId of a group, 0 for an account
     * @param accounts the account, or the members of the group
     */
    private record Destination(long topicId, Set<String> accounts) {}

    /**
     * A message that the server took.
     *
     * @param accounts who must get it
     * @param millis from the call to the answer
     */
    record Acked(Participant sender, Set<String> accounts, String packetId, long sequence, long millis) {}

    /** One device of an account. */
    static final class Participant {
        final MimcClient client;
        private final Set<Long> taken = ConcurrentHashMap.newKeySet();
        private final Map<String, AtomicInteger> shown = new ConcurrentHashMap<>();

        Participant(MimcClient client) {
            this.client = client;
        }

        @Override
        public String toString() {
            return client.account() + "/" + client.resource();
        }
    }

    private static final int MESSAGES_FOR_ONE_TO_A_GROUP = 5;

    final AtomicInteger sent = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final List<Acked> acked = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<Participant> participants = new ArrayList<>();
    private final List<Destination> groups = new ArrayList<>();
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final Random random = new Random(42);
    private final AtomicLong lastArrivalNanos = new AtomicLong();
    private final AtomicLong longestGapNanos = new AtomicLong();

    void add(MimcClient client) {
        Participant participant = new Participant(client);
        participants.add(participant);
        client.onMessage(message -> take(participant, message));
    }

    /** Some messages of its members go to it from now on. */
    void addGroup(Topic group) {
        groups.add(new Destination(group.id(), Set.copyOf(group.accounts())));
    }

    List<Participant> participants() {
        return participants;
    }

    void start(int messagesPerSecond) {
        lastArrivalNanos.set(System.nanoTime());
        pace.scheduleAtFixedRate(this::sendOne, 0, 1_000_000 / messagesPerSecond, TimeUnit.MICROSECONDS);
    }

    /** No new messages from now on; those on their way go on. */
    void stopSending() {
        pace.shutdown();
    }

    boolean allAnswered() {
        return pace.isTerminated() && acked.size() + failed.get() == sent.get();
    }

    /** The time in which nothing arrived anywhere, since the last call of this method. */
    long takeLongestGapMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestGapNanos.getAndSet(0));
    }

    /** Who must have got a message: every device of who it is for and of its sender, but the one it came from. */
    List<Participant> expected(Acked message) {
        String from = message.sender().client.account();
        return participants.stream()
                .filter(p -> p != message.sender())
                .filter(p -> message.accounts().contains(p.client.account())
                        || p.client.account().equals(from))
                .toList();
    }

    long received() {
        return participants.stream()
                .flatMap(p -> p.shown.values().stream())
                .mapToLong(AtomicInteger::get)
                .sum();
    }

    long total(ToLongFunction<Statistics> of) {
        return participants.stream()
                .mapToLong(p -> of.applyAsLong(p.client.statistics()))
                .sum();
    }

    /**
     * What is missing of the messages that were answered first, one line each, at most a few.
     *
     * @param first how many of {@link #acked}
     */
    List<String> missing(int first) {
        List<String> missing = new ArrayList<>();
        for (Acked message : acked.subList(0, first)) {
            for (Participant participant : expected(message)) {
                if (!participant.taken.contains(message.sequence()) && missing.size() < 20) {
                    missing.add(participant + " lacks " + message);
                }
            }
        }
        return missing;
    }

    /** What a listener got twice, one line each; under another sequence, too. */
    List<String> repeated() {
        List<String> repeated = new ArrayList<>();
        for (Participant participant : participants) {
            participant.shown.forEach((text, count) -> {
                if (count.get() > 1) {
                    repeated.add(participant + " took " + text + " " + count + " times");
                }
            });
        }
        return repeated;
    }

    @Override
    public void close() {
        pace.shutdownNow();
        participants.forEach(participant -> participant.client.close());
    }

    private void sendOne() {
        int number = sent.getAndIncrement();
        Participant sender = participants.get(number % participants.size());
        Destination to = destination(sender.client.account());
        byte[] payload = ("message " + number).getBytes(UTF_8);
        long start = System.nanoTime();
        (to.topicId() == 0
                        ? sender.client.send(to.accounts().iterator().next(), payload)
                        : sender.client.sendToTopic(to.topicId(), payload))
                .whenComplete((ack, failure) -> answered(sender, to, start, ack, failure));
    }

    private void answered(Participant sender, Destination to, long start, Ack ack, Throwable failure) {
        if (failure == null) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            acked.add(new Acked(sender, to.accounts(), ack.packetId(), ack.sequence(), millis));
        } else {
            failures.add(sender + ": " + failure);
            failed.incrementAndGet();
        }
    }

    /** Every few messages a group of the sender, else another account. */
    private Destination destination(String sender) {
        if (random.nextInt(MESSAGES_FOR_ONE_TO_A_GROUP) == 0) {
            for (Destination group : groups) {
                if (group.accounts().contains(sender)) {
                    return group;
                }
            }
        }
        while (true) {
            String account =
                    participants.get(random.nextInt(participants.size())).client.account();
            if (!account.equals(sender)) {
                return new Destination(0, Set.of(account));
            }
        }
    }

    private void take(Participant participant, Message message) {
        participant.taken.add(message.sequence());
        participant
                .shown
                .computeIfAbsent(message.text(), text -> new AtomicInteger())
                .incrementAndGet();
        long now = System.nanoTime();
        long gap = now - lastArrivalNanos.getAndSet(now);
        longestGapNanos.accumulateAndGet(gap, Math::max);
    }
}
