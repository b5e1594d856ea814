package io.openmimc.bench.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes after an overload until messages take as long as before. A second is as before when nothing of it was
 * refused or is missing and its p99 is at most half as much again as that of the worst second before. Recovered is what is so for
 * {@value #STEADY} seconds in a row; what is slower after that is counted, but may be anything that a machine does.
 *
 * @param limitMillis the highest p99 that is as before
 * @param seconds from the end of the overload to the first of those seconds; null where they did not come
 * @param relapses seconds after those that were not as before
 */
public record Recovery(double limitMillis, @Nullable Integer seconds, int relapses) {
    static final int STEADY = 5;
    private static final double FACTOR = 1.5;

    /**
     * Compares.
     *
     * @param before seconds of a load that can be carried, before the overload; at least one
     * @param after those of the same load that follow upon it
     */
    public static Recovery of(List<Window> before, List<Window> after) {
        double limit =
                FACTOR * before.stream().mapToDouble(Window::p99Millis).max().orElseThrow();
        int steady = 0;
        for (int i = 0; i < after.size(); i++) {
            steady = after.get(i).isWithin(limit) ? steady + 1 : 0;
            if (steady == STEADY) {
                List<Window> later = after.subList(i + 1, after.size());
                long relapses =
                        later.stream().filter(window -> !window.isWithin(limit)).count();
                return new Recovery(limit, i + 1 - STEADY, (int) relapses);
            }
        }
        return new Recovery(limit, null, 0);
    }
}
