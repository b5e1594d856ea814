package io.openmimc.bench.scale;

/**
 * One result.
 *
 * @param part of the system, as {@code gateway}
 * @param what it is
 * @param unit empty for what is merely counted
 * @param how it was reckoned, shortly
 */
public record Line(String part, String what, Quantity quantity, String unit, String how) {}
