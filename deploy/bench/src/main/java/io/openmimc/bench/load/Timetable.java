package io.openmimc.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * When each message of a load is due, whatever becomes of those before: an open loop, in stretches of steady rates that follow
 * upon each other.
 */
public final class Timetable {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /**
     * A steady rate.
     *
     * @param perSecond above 0
     * @param seconds how long, at least 1
     */
    public record Stretch(double perSecond, int seconds) {
        /** @throws IllegalArgumentException where a number is out of range */
        public Stretch {
            if (!(perSecond > 0) || seconds < 1) {
                throw new IllegalArgumentException("a stretch needs a rate above 0 and a second at least");
            }
        }

        int messages() {
            return (int) Math.max(1, Math.round(perSecond * seconds));
        }
    }

    private final List<Stretch> stretches;
    /** The index of the first message of each stretch, and after the last one how many there are. */
    private final int[] first;
    /** When each stretch starts, in seconds from the start, and after the last one how long all take. */
    private final int[] starts;

    public Timetable(Stretch... stretches) {
        this.stretches = List.of(stretches);
        first = new int[stretches.length + 1];
        starts = new int[stretches.length + 1];
        for (int i = 0; i < stretches.length; i++) {
            first[i + 1] = first[i] + stretches[i].messages();
            starts[i + 1] = starts[i] + stretches[i].seconds();
        }
    }

    /** How many messages there are. */
    public int messages() {
        return first[stretches.size()];
    }

    /** How long all stretches take. */
    public int seconds() {
        return starts[stretches.size()];
    }

    /** When a message is due, from the start. */
    public long dueNanos(int index) {
        int stretch = 0;
        while (index >= first[stretch + 1]) {
            stretch++;
        }
        double seconds = starts[stretch]
                + (index - first[stretch]) / stretches.get(stretch).perSecond();
        return (long) (seconds * NANOS_PER_SECOND);
    }

    /**
     * What became of one stretch.
     *
     * @param startNanos when the load started
     */
    public Tally tally(Outcomes outcomes, long startNanos, int stretch) {
        return tally(outcomes, startNanos, starts[stretch], starts[stretch + 1]);
    }

    /** What became of all messages that were due from one second on and before another one. */
    public Tally tally(Outcomes outcomes, long startNanos, int fromSecond, int toSecond) {
        return Tally.of(outcomes, index(fromSecond), index(toSecond), startNanos + TimeUnit.SECONDS.toNanos(toSecond));
    }

    /** The seconds of one stretch. */
    public List<Window> windows(Outcomes outcomes, long startNanos, int stretch) {
        List<Window> windows = new ArrayList<>();
        for (int second = starts[stretch]; second < starts[stretch + 1]; second++) {
            windows.add(Window.of(second, tally(outcomes, startNanos, second, second + 1)));
        }
        return windows;
    }

    /** When a stretch starts, in seconds from the start. */
    public int startSecond(int stretch) {
        return starts[stretch];
    }

    /** The first message that is due at a second or later. */
    private int index(int second) {
        int stretch = 0;
        while (stretch < stretches.size() && second >= starts[stretch + 1]) {
            stretch++;
        }
        if (stretch == stretches.size()) {
            return messages();
        }
        double into = (second - starts[stretch]) * stretches.get(stretch).perSecond();
        return Math.min(first[stretch + 1], first[stretch] + (int) Math.ceil(into - 1e-9));
    }
}
