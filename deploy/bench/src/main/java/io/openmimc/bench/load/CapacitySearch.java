package io.openmimc.bench.load;

import java.util.OptionalDouble;

/**
 * Which rates to try for the highest one that is sustained: half as much again until one is not, then between what was sustained
 * and what was not, until these are a tenth apart. A rate that was not sustained is tried once more, for a machine may have had
 * something else to do.
 */
public final class CapacitySearch {
    private static final double GROWTH = 1.5;
    private static final double NEAR = 1.1;
    private static final double LOWEST = 10;

    private final int most;
    private int tries;
    private double rate;
    private boolean again;
    private double sustained;
    private double tooMuch = Double.POSITIVE_INFINITY;

    /**
     * @param start the rate to begin with, messages a second
     * @param most rates to try, with those that are tried once more
     */
    public CapacitySearch(double start, int most) {
        this.rate = start;
        this.most = most;
    }

    /** The rate to try next; empty when enough is known, or enough was tried. */
    public OptionalDouble next() {
        boolean enough = tries >= most || rate < LOWEST || tooMuch / sustained <= NEAR;
        return enough ? OptionalDouble.empty() : OptionalDouble.of(rate);
    }

    /** What came of the rate that was tried. */
    public void tried(boolean wasSustained) {
        tries++;
        if (!wasSustained && !again) {
            again = true;
            return;
        }
        again = false;
        if (wasSustained) {
            sustained = rate;
        } else {
            tooMuch = rate;
        }
        if (tooMuch == Double.POSITIVE_INFINITY) {
            rate = sustained * GROWTH;
        } else if (sustained == 0) {
            rate = tooMuch / GROWTH;
        } else {
            rate = (sustained + tooMuch) / 2;
        }
    }

    /** The highest rate that was sustained; 0 where none was. */
    public double capacity() {
        return sustained;
    }
}
