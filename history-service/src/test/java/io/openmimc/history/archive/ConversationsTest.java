package io.openmimc.history.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationsTest {
    @ParameterizedTest
    @CsvSource({"1, 1000", "15360, 546", "1048576, 50"})
    void aPageHoldsEightMebibytesOfTheLargestPayloadsButFiftyToAThousandMessages(int maxPayloadBytes, int rows) {
        assertThat(Conversations.pageRows(maxPayloadBytes)).isEqualTo(rows);
    }
}
