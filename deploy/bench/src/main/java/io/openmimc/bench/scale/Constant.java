package io.openmimc.bench.scale;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.openmimc.bench.BenchException;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code scale.properties}.
 *
 * @param value null while it is unmeasured
 * @param how it is known, or is to be measured
 */
public record Constant(
        @JsonProperty("name") String name,
        @JsonProperty("value") @Nullable Double value,
        @JsonProperty("unit") String unit,
        @JsonProperty("origin") Origin origin,
        @JsonProperty("how") String how) {
    /** Why a number is believed. */
    public enum Origin {
        @JsonProperty("measured")
        MEASURED,
        @JsonProperty("setting")
        SETTING,
        @JsonProperty("assumed")
        ASSUMED,
        /** By whoever ran the command. */
        @JsonProperty("given")
        GIVEN
    }

    static final String UNMEASURED = "unmeasured";
    private static final int PARTS = 4;

    /** @throws BenchException where the text is not {@code value | unit | origin | how} */
    static Constant parse(String name, String text) {
        String[] parts = text.split("\\|", PARTS);
        if (parts.length < PARTS) {
            throw new BenchException(name + " must be: value | unit | origin | how it is known.");
        }
        return new Constant(name, number(name, parts[0]), parts[1].strip(), origin(name, parts[2]), parts[3].strip());
    }

    /** The same with another value. */
    Constant given(String text) {
        return new Constant(name, number(name, text), unit, Origin.GIVEN, "given");
    }

    Quantity quantity() {
        return value == null ? Quantity.unmeasured(name) : Quantity.of(value);
    }

    /** The value as it is written in a file. */
    String text() {
        return value == null
                ? UNMEASURED
                : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static @Nullable Double number(String name, String text) {
        String stripped = text.strip();
        if (stripped.equals(UNMEASURED)) {
            return null;
        }
        try {
            double value = Double.parseDouble(stripped);
            if (value >= 0 && !Double.isInfinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new BenchException(name + " must be a number or " + UNMEASURED + ", not " + stripped + ".", e);
        }
        throw new BenchException(name + " must be 0 or more, not " + stripped + ".");
    }

    private static Origin origin(String name, String text) {
        try {
            return Origin.valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new BenchException(
                    name + ": its origin must be measured, setting or assumed, not " + text.strip(), e);
        }
    }
}
