package io.openmimc.contact.recent;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.contact.recent.ContactView.UserType;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewestTest {
    private static Contact contact(long sequence, int bytes) {
        return new Contact(UserType.USER, sequence, "somebody", sequence, 1, "somebody", new byte[bytes]);
    }

    private static List<Long> ids(Newest newest) {
        return newest.list().stream().map(Contact::id).toList();
    }

    @Test
    void theOldestBeyondTheNumberAreLeftOut() {
        // Given
        Newest newest = new Newest(3, 1_000);
        // When
        List.of(4L, 1L, 5L, 2L, 3L).forEach(sequence -> newest.add(contact(sequence, 1)));
        // Then
        assertThat(ids(newest)).containsExactly(5L, 4L, 3L);
        assertThat(newest.cut()).isTrue();
    }

    @Test
    void theOldestThatDoNotFitAreLeftOut() {
        // Given
        Newest newest = new Newest(100, 1_000);
        // When
        newest.add(contact(1, 500));
        newest.add(contact(3, 400));
        newest.add(contact(2, 300));
        // Then
        assertThat(ids(newest)).containsExactly(3L, 2L);
    }

    @Test
    void oneIsAnsweredHoweverLargeItIs() {
        // Given
        Newest newest = new Newest(100, 1_000);
        // When
        newest.add(contact(1, 5_000));
        // Then
        assertThat(ids(newest)).containsExactly(1L);
        assertThat(newest.cut()).isFalse();
    }
}
