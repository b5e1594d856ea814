package io.openmimc.gateway.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.gateway.accept.Watermark.Step;
import io.openmimc.gateway.accept.Watermark.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatermarkTest {
    private final Watermark watermark = new Watermark("a");
    private final List<String> passed = new ArrayList<>();
    private long nowMs = 1_000;

    @Test
    void aMessageIsPassedWhenItHasEndedAndNoneBeforeItIsOpen() {
        Window window = watermark.enter();
        step(); // its window ends at 1,100
        assertThat(watermark.leave(window, () -> passed.add("first"))).isTrue();
        assertThat(step().timeMs()).isEqualTo(1_100);
        assertThat(passed).containsExactly("first");
    }

    @Test
    void oneThatTakesLongHoldsUpAllThatEnterAfterIt() {
        Window slow = watermark.enter();
        step();
        for (int i = 0; i < 3; i++) {
            watermark.leave(watermark.enter(), () -> passed.add("quick"));
            assertThat(step()).isNull();
        }
        watermark.leave(slow, () -> passed.add("slow"));
        step();
        assertThat(passed).containsExactly("slow");
        step();
        assertThat(passed).containsExactly("slow", "quick", "quick", "quick");
    }

    @Test
    void itStaysBehindWhatIsStillOpen() {
        watermark.leave(watermark.enter(), () -> passed.add("quick"));
        step();
        long openSinceMs = nowMs;
        watermark.enter();
        for (int i = 0; i < 3; i++) {
            Step step = step();
            assertThat(step == null ? 0 : step.timeMs()).isLessThanOrEqualTo(openSinceMs);
        }
        assertThat(passed).containsExactly("quick");
    }

    @Test
    void whatIsNotToBeToldHoldsUpNothingOnceItHasLeft() {
        Window unnamed = watermark.enter();
        watermark.leave(watermark.enter(), () -> passed.add("named"));
        step();
        assertThat(step()).isNull();
        watermark.leave(unnamed);
        step();
        assertThat(passed).containsExactly("named");
    }

    @Test
    void whileNothingComesThereIsNothingToTellAndTheClockIsLeftAlone() {
        for (int i = 0; i < 5; i++) {
            assertThat(watermark.step(() -> {
                        throw new AssertionError("asked for the time");
                    }))
                    .isNull();
        }
    }

    @Test
    void oneThatIsSpoiledPassesNothingMoreAndGivesBackWhatItHeld() {
        watermark.leave(watermark.enter(), () -> passed.add("before"));
        step();
        watermark.leave(watermark.enter(), () -> passed.add("current"));
        Window open = watermark.enter();
        watermark.spoil().forEach(Runnable::run);
        assertThat(passed).containsExactly("before", "current");
        assertThat(watermark.leave(open, () -> passed.add("late"))).isFalse();
        assertThat(watermark.leave(watermark.enter(), () -> passed.add("later")))
                .isFalse();
        assertThat(step()).isNull();
        assertThat(step()).isNull();
        assertThat(passed).containsExactly("before", "current");
    }

    private Step step() {
        nowMs += 100;
        Step step = watermark.step(() -> nowMs);
        if (step != null) {
            step.messages().forEach(Runnable::run);
        }
        return step;
    }
}
