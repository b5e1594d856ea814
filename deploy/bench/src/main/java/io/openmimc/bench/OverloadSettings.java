package io.openmimc.bench;

/**
 * How much more than a server can carry.
 *
 * @param capacity messages a second that it can; 0: is found first
 * @param baselineShare of the capacity, before and after the overload; 0 to 1
 * @param p99BoundMillis a rate is sustained while the slowest hundredth takes no longer
 */
public record OverloadSettings(double capacity, double baselineShare, double p99BoundMillis) {}
