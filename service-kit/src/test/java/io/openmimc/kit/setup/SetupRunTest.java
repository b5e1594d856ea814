package io.openmimc.kit.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SetupRunTest {
    private final List<String> made = new ArrayList<>();

    @Test
    void storeThatComesLaterIsWaitedFor() throws Exception {
        Provision late = provision("late", away("not yet"), away("nor now"), () -> List.of("made it"));
        assertThat(new SetupRun(List.of(late, provision("next", List::of)), Duration.ofSeconds(20)).succeeds())
                .isTrue();
        assertThat(made).containsExactly("late", "late", "late", "next");
    }

    @Test
    void runEndsInTimeWhenAStoreStaysAway() throws Exception {
        Provision away = provision("away", away("no route"), away("no route"), away("no route"), away("no route"));
        long start = System.nanoTime();
        assertThat(new SetupRun(List.of(away), Duration.ofMillis(1_500)).succeeds())
                .isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(5));
    }

    @Test
    void runEndsInTimeWhenAStoreNeverAnswers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Provision hangs = provision("hangs", () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        });
        assertThat(new SetupRun(List.of(hangs), Duration.ofMillis(300)).succeeds())
                .isFalse();
    }

    @Test
    void whatCanNeverBeMadeIsNotTriedAgain() throws Exception {
        Provision wrong = provision("wrong", () -> {
            throw new SetupException("one node cannot hold three copies");
        });
        assertThat(new SetupRun(List.of(wrong, provision("next", List::of)), Duration.ofMinutes(10)).succeeds())
                .isFalse();
        assertThat(made).containsExactly("wrong");
    }

    private static Supplier<List<String>> away(String why) {
        return () -> {
            throw new IllegalStateException(why);
        };
    }

    @SafeVarargs
    private Provision provision(String name, Supplier<List<String>>... attempts) {
        Deque<Supplier<List<String>>> next = new ArrayDeque<>(List.of(attempts));
        return new Provision() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<String> make() {
                made.add(name);
                return next.removeFirst().get();
            }

            @Override
            public List<String> missing() {
                return List.of();
            }
        };
    }
}
