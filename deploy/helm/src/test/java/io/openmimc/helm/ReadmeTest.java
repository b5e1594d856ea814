package io.openmimc.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of values is made of the comments in values.yaml: {@code ./mvnw test -pl deploy/helm -Dreadme.write -Dtest=ReadmeTest}. */
class ReadmeTest {
    private static final Path README = Chart.SOURCE.resolve("README.md");
    private static final String BEGIN = "<!-- Made of values.yaml: begin -->\n";
    private static final String END = "<!-- end -->\n";

    @Test
    void itTellsOfTheValuesAsTheyAre() throws IOException {
        // Given
        String readme = Files.readString(README);
        String before = readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length());
        String after = readme.substring(readme.indexOf(END));
        // When
        String made = before
                + ValuesTable.of(Files.readString(Chart.SOURCE.resolve("values.yaml")))
                        .markdown()
                + after;
        if (System.getProperty("readme.write") != null) {
            Files.writeString(README, made);
        }
        // Then
        assertThat(Files.readString(README))
                .as("make it again: ./mvnw test -pl deploy/helm -Dreadme.write -Dtest=ReadmeTest")
                .isEqualTo(made);
    }

    @Test
    void everyValueIsExplained() throws IOException {
        assertThat(ValuesTable.of(Files.readString(Chart.SOURCE.resolve("values.yaml")))
                        .unexplained())
                .isEmpty();
    }
}
