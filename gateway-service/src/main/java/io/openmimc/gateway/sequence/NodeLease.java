package io.openmimc.gateway.sequence;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.openmimc.gateway.sequence.SequenceClock.Grant;
import io.openmimc.kit.redis.Redis;
import io.openmimc.proto.Sequence;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * A node number of our own, leased in Redis, with the time that its sequences may carry.
 *
 * <ul>
 *   <li>{@code node:<n>} holds the owner and expires {@link #TTL} after the last renewal; we stop using it {@link
 *       #MARGIN} earlier by our own monotonic clock, counted from before the renewal was sent.
 *   <li>{@code clock:<n>} is the last millisecond for which node n may have given sequences. It is written ahead, so
 *       whoever takes the number next, with whatever wall clock, starts above everything that was given.
 *   <li>{@code clock:floor} is a time that some node had reached. A newcomer whose wall clock is behind starts there.
 *   <li>{@code clock:since} is when Redis got its first data, by its own clock.
 * </ul>
 *
 * Confined to one thread, which it blocks.
 */
class NodeLease {
    static final Duration TTL = Duration.ofSeconds(15);
    static final Duration MARGIN = Duration.ofSeconds(4);
    /** How far ahead of the clock sequences are reserved: longer than a lease, so that the lease ends first. */
    static final Duration RESERVATION = TTL;

    private static final Logger LOG = Logger.getLogger(NodeLease.class);
    static final int NODES = Sequence.MAX_NODE + 1;
    private static final String FLOOR = "clock:floor";
    private static final String SINCE = "clock:since";
    /**
     * Extends the lease and moves both times, never backwards; answers the times before and the age of this data in
     * milliseconds, or nothing if the lease is not ours.
     */
    private static final String RENEW =
            """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {} end
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            local answer = {}
            for i = 2, 3 do
              answer[i - 1] = redis.call('GET', KEYS[i]) or '0'
              if tonumber(answer[i - 1]) < tonumber(ARGV[i + 1]) then redis.call('SET', KEYS[i], ARGV[i + 1]) end
            end
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('SET', KEYS[4], string.format('%.0f', now), 'NX')
            answer[3] = string.format('%.0f', now - redis.call('GET', KEYS[4]))
            return answer""";
    /** Gives the number back. What was reserved but not used is free again, so the next owner need not start ahead. */
    private static final String RELEASE =
            """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[2], ARGV[2])
            return redis.call('DEL', KEYS[1])""";

    private final Redis redis;
    private final SequenceClock clock;
    private final LongSupplier nanoTime;
    private final Duration interval;
    private final int first;
    private final String owner = UUID.randomUUID().toString();
    /** The number held now or last; -1 before the first. */
    private int node = -1;

    /**
     * @param interval the time between two renewals, of the other gateways too
     * @param first where looking for a free number begins; at random, so that newcomers seldom meet
     */
    NodeLease(Redis redis, SequenceClock clock, LongSupplier nanoTime, Duration interval, int first) {
        this.redis = redis;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.interval = interval;
        this.first = first;
    }

    /**
     * Takes or keeps a node number.
     *
     * @throws ExecutionException, TimeoutException when Redis does not answer; what was granted stays until its deadline
     */
    void renew() throws ExecutionException, TimeoutException, InterruptedException {
        if (node >= 0 && extend()) {
            return;
        }
        // Our own first: after Redis lost its data it is most likely still free, and sequences go on without a gap.
        if (node >= 0 && take(node)) {
            return;
        }
        clock.revoke();
        int candidate = first;
        for (int tried = 0; tried < NODES; tried++) {
            if (take(candidate)) {
                return;
            }
            candidate = (candidate + 1) % NODES;
        }
        LOG.errorf("all node numbers are taken, no message is accepted nodes=%d", NODES);
    }

    /** Lets another gateway have the number at once; sequences end here. */
    void release() throws ExecutionException, TimeoutException, InterruptedException {
        clock.revoke();
        if (node < 0) {
            return;
        }
        String last = Long.toString(clock.lastMs());
        ask(commands -> commands.eval(
                RELEASE, ScriptOutputType.INTEGER, new String[] {nodeKey(node), clockKey(node)}, owner, last));
    }

    private boolean extend() throws ExecutionException, TimeoutException, InterruptedException {
        long started = nanoTime.getAsLong();
        long reserved = clock.timeMs() + RESERVATION.toMillis();
        if (times(node, clock.lastMs(), reserved).isEmpty()) {
            LOG.warnf("the lease of the node number was lost, taking one again node=%d", node);
            return false;
        }
        clock.grant(new Grant(node, reserved, started + TTL.minus(MARGIN).toNanos()));
        return true;
    }

    private boolean take(int candidate) throws ExecutionException, TimeoutException, InterruptedException {
        String set = ask(commands ->
                commands.set(nodeKey(candidate), owner, SetArgs.Builder.nx().px(TTL)));
        // Null can still be ours: a command that lost its answer with the connection is sent again.
        if (set == null && !owner.equals(ask(commands -> commands.get(nodeKey(candidate))))) {
            return false;
        }
        List<String> before = times(candidate, 0, 0);
        if (before.isEmpty()) {
            return false;
        }
        clock.startAfter(Math.max(Long.parseLong(before.get(0)), Long.parseLong(before.get(1))));
        long waitMs = 2 * interval.toMillis() - Long.parseLong(before.get(2));
        if (candidate != node && waitMs > 0) {
            // Redis is new, or lost its data: somebody may still be using this number without a lease to be seen, but
            // will miss it at the next renewal, find us, and take another.
            TimeUnit.MILLISECONDS.sleep(Math.min(waitMs, 2 * interval.toMillis()));
        }
        node = candidate;
        if (!extend()) {
            return false;
        }
        LOG.infof("node number taken node=%d", node);
        return true;
    }

    /** Extends the lease of a number; answers its own and the common time as they were before, and the age of Redis' data; nothing if not ours. */
    private List<String> times(int number, long floorMs, long reservedMs)
            throws ExecutionException, TimeoutException, InterruptedException {
        String[] keys = {nodeKey(number), clockKey(number), FLOOR, SINCE};
        String ttl = Long.toString(TTL.toMillis());
        return ask(commands -> commands.eval(
                RENEW, ScriptOutputType.MULTI, keys, owner, ttl, Long.toString(reservedMs), Long.toString(floorMs)));
    }

    private <T> T ask(Function<RedisAsyncCommands<String, String>, ? extends CompletionStage<T>> command)
            throws ExecutionException, TimeoutException, InterruptedException {
        // Redis has a shorter timeout of its own; this one only keeps a fault from stopping the renewals for ever.
        return redis.call("node-lease", command).toCompletableFuture().get(TTL.toSeconds(), TimeUnit.SECONDS);
    }

    private static String nodeKey(int number) {
        return "node:" + number;
    }

    private static String clockKey(int number) {
        return "clock:" + number;
    }
}
