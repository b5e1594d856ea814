package io.openmimc.gateway.sequence;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What a sequence takes, alone and where two threads want one. docs/performance.md */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SequenceClockBenchmark {
    private final SequenceClock clock = new SequenceClock();

    @Setup
    public void setup() {
        clock.grant(new SequenceClock.Grant(1, Long.MAX_VALUE, System.nanoTime() + TimeUnit.HOURS.toNanos(1)));
    }

    @Benchmark
    public long next() {
        return clock.next();
    }

    @Benchmark
    @Threads(2)
    public long nextOfTwoThreads() {
        return clock.next();
    }
}
