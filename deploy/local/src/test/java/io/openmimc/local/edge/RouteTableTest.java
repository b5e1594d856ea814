package io.openmimc.local.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    @Test
    void theEdgeReadsTheFileOfTheChart() throws IOException {
        // Given
        Path file = Path.of("../helm/openmimc/files/routes");
        // Then
        assertThat(RouteTable.read()).isEqualTo(RouteTable.parse(Files.readString(file)));
        assertThat(RouteTable.read().serviceByPrefix().values())
                .isSubsetOf(Set.of("account", "gateway", "history", "topic", "callback", "contact"));
    }

    @Test
    void theLongestPrefixOfWholeSegmentsWins() {
        // Given
        RouteTable table = RouteTable.parse("# who\n/a one\n/a/b   two\n\n/a/b/c three");
        // Then
        assertThat(table.service("/a/b/c/d")).contains("three");
        assertThat(table.service("/a/bc")).contains("one");
        assertThat(table.service("/a/b")).contains("two");
        assertThat(table.service("/ab")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "a one", "/a/ one", "/a/{id} one", "/a one two", "/a one\n/a two"})
    void aLineThatIsNoPlainPrefixIsRefused(String text) {
        assertThatThrownBy(() -> RouteTable.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
