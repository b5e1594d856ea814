package io.openmimc.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacitySearchTest {
    private final List<Double> tried = new ArrayList<>();

    private double search(double start, int most, DoublePredicate server) {
        CapacitySearch search = new CapacitySearch(start, most);
        for (OptionalDouble rate = search.next(); rate.isPresent(); rate = search.next()) {
            tried.add(rate.getAsDouble());
            search.tried(server.test(rate.getAsDouble()));
        }
        return search.capacity();
    }

    @ParameterizedTest
    @ValueSource(doubles = {120, 350, 999, 1_000, 1_001, 2_250, 3_000, 5_000})
    void itFindsWhatAServerSustainsToATenth(double capacity) {
        assertThat(search(1_000, 30, rate -> rate <= capacity)).isBetween(capacity / 1.1, capacity);
    }

    @Test
    void itNeverTriesMoreThanHalfAsMuchAgainAsWasSustained() {
        // When
        search(1_000, 30, rate -> rate <= 3_000);
        // Then
        assertThat(tried).allMatch(rate -> rate <= 4_500);
    }

    @Test
    void onceTooSlowIsTriedOnceMore() {
        // When: the machine has something else to do just when 1,500 are tried first
        double found = search(1_000, 30, rate -> rate <= 3_000 && tried.size() != 2);
        // Then
        assertThat(found).isBetween(2_700.0, 3_000.0);
    }

    @Test
    void itEndsAfterSoManyTries() {
        // When
        double found = search(1_000, 6, rate -> rate <= 3_000);
        // Then: 1,000, 1,500, 2,250, 3,375 twice, 2,812
        assertThat(tried).hasSize(6);
        assertThat(found).isEqualTo(2_812.5);
    }

    @Test
    void aServerThatSustainsNothingHasNoCapacity() {
        assertThat(search(1_000, 30, rate -> false)).isZero();
        assertThat(tried).hasSizeLessThanOrEqualTo(30);
    }
}
