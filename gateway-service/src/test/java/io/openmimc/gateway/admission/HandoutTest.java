package io.openmimc.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.proto.gateway.HandoutAges;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HandoutTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long APP = 1;
    private static final double CAPACITY = 3_000;

    private final Ages ages = new Ages();
    private final Handout handout = new Handout(new Stage(new Limit(200 * MS, 200, Limit.NEVER_STALLED, 0)), ages);
    private final DispatcherAges dispatcher = new DispatcherAges(ages, new Ages());
    private final OwnAges own = new OwnAges(ages, 0);
    private long nowMs;
    private final Queue<Long> onLog = new ArrayDeque<>(); // since when, in ms
    private boolean dispatchAnything = true;
    private double due;
    private double credit;
    private long youngestMs = Long.MAX_VALUE;
    private long refused;
    private long longestMs;

    @Test
    void asLongAsNobodyTellsThereIsNoLimit() {
        run(10_000, 10 * CAPACITY, false);
        assertThat(refused).isZero();
        assertThat(handout.stage().inside()).as("nothing piles up").isLessThan((long) CAPACITY);
    }

    @Test
    void whatIsHandedOutLateIsRefusedUntilItIsHandedOutInTime() {
        run(3_000, 3 * CAPACITY, true);
        longestMs = 0;
        refused = 0;
        run(20_000, 3 * CAPACITY, true);
        assertThat(longestMs).isLessThan(400);
        assertThat(refused).isCloseTo((long) (20 * 2 * CAPACITY), Percentage.withPercentage(5));
        run(2_000, 0.8 * CAPACITY, true);
        refused = 0;
        run(10_000, 0.8 * CAPACITY, true);
        assertThat(refused).isZero();
    }

    @Test
    void aTellerThatFallsSilentIsForgotten() {
        run(10_000, 3 * CAPACITY, true);
        onLog.clear();
        run(10_000, 0, false);
        refused = 0;
        run(5_000, 3 * CAPACITY, false);
        assertThat(refused).isZero();
    }

    @Test
    void whatPiledUpInAnOutageIsHandedOutLateAndNothingIsRefused() {
        dispatchAnything = false;
        run(30_000, 0.5 * CAPACITY, false);
        dispatchAnything = true;
        run(60_000, 0.5 * CAPACITY, true);
        assertThat(longestMs).isGreaterThan(29_000);
        assertThat(onLog.size()).as("it has caught up").isLessThan(100);
        assertThat(refused).isZero();
    }

    @Test
    void oneSlowMessageIsNoOverload() {
        for (int second = 0; second < 20; second++) {
            ages.said("slow", 500 * MS, nowMs * MS);
            run(1_000, 0.5 * CAPACITY, true);
        }
        assertThat(handout.stage().limit().get()).isEqualTo(Limit.NONE);
        assertThat(refused).isZero();
    }

    @Test
    void whenDispatchHasCaughtUpMessagesAreLetInAtOnce() {
        fullOfWhatIsHandedOut();
        long told = nowMs;
        toldCaughtUp(20);
        awaitLetIn();
        assertThat(nowMs - told).isLessThanOrEqualTo(40);
    }

    @Test
    void whenDispatchHasCaughtUpTheLimitGoesAsAfterShortWaits() {
        fullOfWhatIsHandedOut();
        toldCaughtUp(20);
        run(20, 0.8 * CAPACITY, true);
        refused = 0;
        run(30_000, 0.8 * CAPACITY, true);
        assertThat(refused).isZero();
        assertThat(handout.stage().limit().get()).isEqualTo(Limit.NONE);
    }

    @Test
    void whenDispatchHasCaughtUpAndTooMuchStillComesNoMoreIsLetInThanBefore() {
        fullOfWhatIsHandedOut();
        toldCaughtUp(20);
        longestMs = 0;
        refused = 0;
        run(20_000, 3 * CAPACITY, true);
        assertThat(longestMs).isLessThan(400);
        assertThat(refused).isCloseTo((long) (20 * 2 * CAPACITY), Percentage.withPercentage(5));
    }

    @Test
    void whatCameOntoTheLogAfterDispatchLookedForItsEndHasNotLeft() {
        dispatchAnything = false;
        told(HandoutAges.newBuilder().setAccountsMs(900));
        run(200, CAPACITY, false);
        toldCaughtUp(100);
        run(20, 0, false);
        assertThat(handout.stage().inside())
                .as("of 100 ms, and a slice and a tick more or less")
                .isBetween((long) (0.07 * CAPACITY), (long) (0.12 * CAPACITY));
    }

    @Test
    void anEventLoopOnWhichNothingWaitsAnyMoreIsNotBelievedAnyMore() {
        own.waits();
        own.waits();
        fullOfWhatIsHandedOut();
        own.delivered(1_500);
        run(60, 3 * CAPACITY, false);
        for (int i = 0; i < 10; i++) {
            toldCaughtUp(20);
            run(50, 3 * CAPACITY, false);
        }
        assertThat(onLog).as("one still waits on the loop, so none is let in").isEmpty();
        own.delivered(1_600);
        long delivered = nowMs;
        awaitLetIn();
        assertThat(nowMs - delivered).isLessThanOrEqualTo(150);
    }

    /** As many as may be inside, and nobody has said yet that they are handed out: the last that were had waited for long. */
    private void fullOfWhatIsHandedOut() {
        run(10_000, 3 * CAPACITY, true);
        dispatchAnything = false;
        told(HandoutAges.newBuilder().setAccountsMs(1_500));
        run(300, 3 * CAPACITY, false);
        onLog.clear();
        youngestMs = Long.MAX_VALUE;
        dispatchAnything = true;
        run(100, 3 * CAPACITY, false);
        assertThat(onLog).as("none is let in").isEmpty();
    }

    private void awaitLetIn() {
        for (long patience = nowMs + 5_000; onLog.isEmpty() && nowMs < patience; ) {
            run(1, 3 * CAPACITY, false);
        }
    }

    private void toldCaughtUp(long ms) {
        told(HandoutAges.newBuilder().setAccountsCaughtUpMs(ms));
    }

    private void told(HandoutAges.Builder told) {
        dispatcher.told(told.setTimeMs(nowMs).build(), nowMs, nowMs * MS);
    }

    /** A dispatcher that hands out what is on the log, in its order, and tells every 50 ms how old it was, if it tells. */
    private void run(long ms, double perSecond, boolean tells) {
        for (long end = nowMs + ms; nowMs < end; nowMs++) {
            for (due += perSecond / 1_000; due >= 1; due--) {
                send();
            }
            credit = Math.min(credit, 1) + CAPACITY / 1_000; // what was not used before is lost
            for (; dispatchAnything && credit >= 1 && !onLog.isEmpty(); credit--) {
                youngestMs = Math.min(youngestMs, nowMs - onLog.remove());
            }
            if (tells && nowMs % 50 == 0 && youngestMs < Long.MAX_VALUE) {
                longestMs = Math.max(longestMs, youngestMs);
                told(HandoutAges.newBuilder().setAccountsMs(youngestMs));
                youngestMs = Long.MAX_VALUE;
            }
            if (nowMs % 20 == 0) {
                own.tick(nowMs * MS);
                handout.tick(nowMs * MS);
            }
        }
    }

    private void send() {
        if (handout.admits(APP)) {
            handout.enter(APP, nowMs * MS);
            onLog.add(nowMs);
        } else {
            refused++;
        }
    }
}
