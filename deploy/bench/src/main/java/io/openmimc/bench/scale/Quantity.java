package io.openmimc.bench.scale;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A number and what is missing of it. Of a sum or a greatest that lacks a part, the rest counts; a product or a quotient that
 * lacks a part is not known at all.
 *
 * @param value {@code NaN} where it is not known
 * @param lacking constants that nobody has measured yet, in order
 */
public record Quantity(double value, SortedSet<String> lacking) {
    public Quantity {
        lacking = Collections.unmodifiableSortedSet(new TreeSet<>(lacking));
    }

    public static Quantity of(double value) {
        return new Quantity(value, new TreeSet<>());
    }

    static Quantity unmeasured(String constant) {
        return new Quantity(Double.NaN, new TreeSet<>(Set.of(constant)));
    }

    /** Whether there is a number, be it without a part. */
    public boolean isKnown() {
        return !Double.isNaN(value);
    }

    Quantity plus(Quantity other) {
        double sum = isKnown() && other.isKnown() ? value + other.value : isKnown() ? value : other.value;
        return new Quantity(sum, union(other.lacking));
    }

    Quantity times(Quantity other) {
        return new Quantity(value * other.value, union(other.lacking));
    }

    Quantity times(double factor) {
        return new Quantity(value * factor, lacking);
    }

    Quantity over(Quantity divisor) {
        return new Quantity(value / divisor.value, union(divisor.lacking));
    }

    /** To the next whole number: there is no half a pod. What is whole but for a rounding error stays. */
    Quantity up() {
        return new Quantity(Math.ceil(value - 1e-9), lacking);
    }

    Quantity atMost(Quantity other) {
        return new Quantity(Math.min(value, other.value), union(other.lacking));
    }

    static Quantity greatest(Quantity... all) {
        double most = Arrays.stream(all)
                .filter(Quantity::isKnown)
                .mapToDouble(Quantity::value)
                .max()
                .orElse(Double.NaN);
        TreeSet<String> lacking = new TreeSet<>();
        Arrays.stream(all).forEach(each -> lacking.addAll(each.lacking));
        return new Quantity(most, lacking);
    }

    private TreeSet<String> union(Collection<String> others) {
        TreeSet<String> both = new TreeSet<>(lacking);
        both.addAll(others);
        return both;
    }
}
