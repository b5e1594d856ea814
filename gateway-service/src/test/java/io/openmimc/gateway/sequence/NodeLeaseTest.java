package io.openmimc.gateway.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.openmimc.gateway.Neighbours;
import io.openmimc.kit.redis.Redis;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Sequence;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Several gateways are several leases on one real Redis. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class NodeLeaseTest {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    /** Long enough for another to renew several times even on a busy machine. */
    private static final Duration LONG_INTERVAL = Duration.ofSeconds(1);

    @Inject
    Redis redis;

    private final List<Node> nodes = new ArrayList<>();

    @Test
    void manyGatewaysGetDifferentNumbers() throws Exception {
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            numbers.add(start(new FakeTime(Instant.now())).number());
        }
        assertThat(numbers).hasSize(40);
        releaseAll();
    }

    @Test
    void whoCannotRenewStopsBeforeAnotherCanTakeTheNumber() throws Exception {
        FakeTime time = new FakeTime(Instant.now());
        Node node = start(time);
        time.pass(NodeLease.TTL.minus(NodeLease.MARGIN));
        assertThatExceptionOfType(ImException.class).isThrownBy(node.clock::next);
        assertThat(ttlMs(node.numberHeld)).as("the lease in Redis").isGreaterThan(0);
        // As soon as it can renew again, it goes on.
        node.lease.renew();
        assertThat(node.number()).isEqualTo(node.numberHeld);
        releaseAll();
    }

    @Test
    void aLostLeaseIsReplacedByAnotherNumber() throws Exception {
        Node node = start(new FakeTime(Instant.now()));
        long before = node.clock.next();
        call("SET", "node:" + node.numberHeld, "somebody else");
        node.lease.renew();
        assertThat(node.number()).isNotEqualTo(node.numberHeld);
        assertThat(node.clock.next()).isGreaterThan(before);
        releaseAll();
    }

    @Test
    void afterRedisLostItsDataTheNumberIsTakenAgainAndSequencesGrow() throws Exception {
        Node node = start(new FakeTime(Instant.now()));
        long before = node.clock.next();
        call("FLUSHALL");
        node.lease.renew();
        assertThat(node.number()).isEqualTo(node.numberHeld);
        assertThat(node.clock.next()).isGreaterThan(before);
        releaseAll();
    }

    @Test
    void whoComesAfterRedisLostItsDataWaitsForThoseWhoDidNotNoticeYet() throws Exception {
        Node old = start(new FakeTime(Instant.now()));
        call("FLUSHALL");
        // The worst case: the newcomer takes the very number that is in use.
        Node young = new Node(new FakeTime(Instant.now()), old.numberHeld, LONG_INTERVAL);
        nodes.add(young);

        Thread coming = new Thread(young::renewUnchecked);
        coming.start();
        while (coming.isAlive()) {
            old.lease.renew();
            coming.join(INTERVAL.toMillis() / 2);
        }
        assertThat(young.number()).isNotEqualTo(old.number());
        releaseAll();
    }

    @Test
    void aRestartWithTheWallClockSetBackGivesNoSmallerSequence() throws Exception {
        Node before = start(new FakeTime(Instant.now()));
        long last = before.clock.next();
        before.lease.release();
        Node after = start(new FakeTime(Instant.now().minus(Duration.ofHours(5))));
        assertThat(after.clock.next()).isGreaterThan(last);
        releaseAll();
    }

    @Test
    void aCrashedNodesNumberStartsAboveWhatItMayHaveGiven() throws Exception {
        FakeTime time = new FakeTime(Instant.now());
        Node crashed = start(time);
        time.pass(Duration.ofSeconds(10)); // still within its lease, and not yet renewed
        long last = crashed.clock.next();
        call("DEL", "node:" + crashed.numberHeld); // its lease ended
        Node next = new Node(new FakeTime(Instant.now().minus(Duration.ofHours(5))), crashed.numberHeld);
        nodes.add(next);

        next.lease.renew();
        assertThat(next.number()).isEqualTo(crashed.numberHeld);
        assertThat(next.clock.next()).isGreaterThan(last);
        releaseAll();
    }

    @Test
    void whatWasObservedFarAheadIsReservedAtTheNextRenewal() throws Exception {
        Node node = start(new FakeTime(Instant.now()));
        long ahead = Sequence.of(Instant.now().plus(Duration.ofMinutes(1)).toEpochMilli(), 1, 0);
        node.clock.observe(ahead);
        assertThatExceptionOfType(ImException.class).isThrownBy(node.clock::next);
        node.lease.renew();
        assertThat(node.clock.next()).isGreaterThan(ahead);
        releaseAll();
    }

    @Test
    void aNumberThatWasGivenBackIsFreeAtOnce() throws Exception {
        Node node = start(new FakeTime(Instant.now()));
        node.lease.release();
        assertThat(ttlMs(node.numberHeld)).isEqualTo(-2);
        assertThatExceptionOfType(ImException.class).isThrownBy(node.clock::next);
        releaseAll();
    }

    private Node start(FakeTime time) throws Exception {
        Node node = new Node(time, ThreadLocalRandom.current().nextInt(NodeLease.NODES));
        nodes.add(node);
        node.lease.renew();
        node.numberHeld = node.number();
        return node;
    }

    private void releaseAll() throws Exception {
        for (Node node : nodes) {
            node.lease.release();
        }
    }

    private long ttlMs(int number) throws Exception {
        return redis.call("test", commands -> commands.pttl("node:" + number))
                .toCompletableFuture()
                .get();
    }

    private void call(String command, String... keyAndValue) throws Exception {
        redis.call("test", commands -> switch (command) {
                    case "SET" -> commands.set(keyAndValue[0], keyAndValue[1]).thenApply(set -> set);
                    case "DEL" -> commands.del(keyAndValue[0]).thenApply(String::valueOf);
                    default -> commands.flushall();
                })
                .toCompletableFuture()
                .get();
    }

    private final class Node {
        final FakeTime time;
        final SequenceClock clock;
        final NodeLease lease;
        int numberHeld;

        Node(FakeTime time, int first) {
            this(time, first, INTERVAL);
        }

        Node(FakeTime time, int first, Duration interval) {
            this.time = time;
            clock = new SequenceClock(time, time::nanoTime);
            lease = new NodeLease(redis, clock, time::nanoTime, interval, first);
        }

        int number() {
            return Sequence.node(clock.next());
        }

        void renewUnchecked() {
            try {
                lease.renew();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
