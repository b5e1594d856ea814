package io.openmimc.bench.scale;

/**
 * Something that does not grow by adding pods.
 *
 * @param what it is
 * @param of whom there are too many then: messages a second, devices
 * @param at how many it is reached
 * @param wanted how many there are to be
 * @param remedy what would move it
 */
public record Limit(String what, String of, Quantity at, double wanted, String remedy) {
    /** How often it is exceeded: above 1 it breaks. {@code NaN} where it is not known. */
    double times() {
        return wanted / at.value();
    }
}
