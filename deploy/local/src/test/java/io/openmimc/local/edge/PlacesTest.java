package io.openmimc.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final List<String> gaveWay = new ArrayList<>();
    private final Places places = new Places(new EdgeLimits.Bound(3, 5));

    @Test
    void theLongestWaitingOfAFullAddressGivesWay() {
        // Given
        Places.Place first = take("a", "first");
        take("a", "second");
        take("a", "third");
        take("b", "other");
        first.waits();
        // When
        take("a", "fourth");
        // Then
        assertThat(gaveWay).containsExactly("second");
        assertThat(places.taken()).isEqualTo(4);
    }

    @Test
    void whoIsBeingAnsweredGivesWayToNobody() {
        take("a", "first").works();
        take("a", "second").works();
        take("a", "third").works();
        assertThat(places.take("a", () -> gaveWay.add("?"))).isEmpty();
        assertThat(places.full("a")).isTrue();
        assertThat(places.take("b", () -> gaveWay.add("?"))).isPresent();
        assertThat(gaveWay).isEmpty();
    }

    @Test
    void whenAllAreTakenTheAddressThatHasMostGivesWay() {
        // Given
        take("b", "small");
        take("c", "small, too");
        take("a", "first");
        take("a", "second");
        take("a", "third");
        // When
        take("d", "newcomer");
        // Then
        assertThat(gaveWay).containsExactly("first");
        assertThat(places.taken()).isEqualTo(5);
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        Places.Place place = take("a", "first");
        take("a", "second");
        place.giveBack();
        place.giveBack();
        place.waits();
        assertThat(places.taken()).isEqualTo(1);
        take("a", "third");
        take("a", "fourth");
        assertThat(gaveWay).isEmpty();
    }

    private Places.Place take(String address, String name) {
        Optional<Places.Place> place = places.take(address, () -> gaveWay.add(name));
        return place.orElseThrow();
    }
}
