package io.openmimc.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openmimc.bench.BenchException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConstantsTest {
    private static final String TWO = "a.b = 5 | us | measured | a run\nc = unmeasured | bytes | measured | a look\n";

    @TempDir
    Path directory;

    private static Constants two() throws IOException {
        return Constants.read(new StringReader(TWO));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("constants"), text);
    }

    @Test
    void aLineIsValueUnitOriginAndHowItIsKnown() throws IOException {
        assertThat(two().all())
                .containsExactly(
                        new Constant("a.b", 5.0, "us", Constant.Origin.MEASURED, "a run"),
                        new Constant("c", null, "bytes", Constant.Origin.MEASURED, "a look"));
    }

    @Test
    void whatIsUnmeasuredIsNoNumber() throws IOException {
        assertThat(two().get("c").isKnown()).isFalse();
        assertThat(two().get("c").lacking()).containsExactly("c");
    }

    @Test
    void aFileReplacesValuesAndLeavesTheRest() throws IOException {
        // When
        Constants more = two().with(file("c = 7"));
        // Then
        assertThat(more.get("c").value()).isEqualTo(7);
        assertThat(more.get("a.b").value()).isEqualTo(5);
        assertThat(more.all())
                .filteredOn(constant -> constant.name().equals("c"))
                .extracting(Constant::origin)
                .containsExactly(Constant.Origin.GIVEN);
    }

    @Test
    void aFileMayHaveWholeLinesToo() throws IOException {
        assertThat(two().with(file("c = 7 | bytes | measured | today")).all())
                .contains(new Constant("c", 7.0, "bytes", Constant.Origin.MEASURED, "today"));
    }

    @Test
    void aNameThatNothingReckonsWithIsRefused() throws IOException {
        Constants two = two();
        Path wrong = file("d = 7");
        assertThatThrownBy(() -> two.with(wrong))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("no constant d");
    }

    @Test
    void whatIsNoNumberIsRefusedByName() throws IOException {
        Constants two = two();
        assertThatThrownBy(() -> two.with("c", "many"))
                .hasMessageContaining("c must be a number or unmeasured, not many");
        assertThatThrownBy(() -> two.with("c", "-1")).hasMessageContaining("c must be 0 or more");
        assertThatThrownBy(() -> two.with("c", "NaN")).hasMessageContaining("c must be 0 or more");
        assertThatThrownBy(() -> Constants.read(new StringReader("c = 1 | us | guessed | so")))
                .hasMessageContaining("its origin must be measured, setting or assumed");
        assertThatThrownBy(() -> Constants.read(new StringReader("c = 1"))).hasMessageContaining("value | unit");
    }

    @Test
    void aFileThatIsNotThereIsSaid() throws IOException {
        Constants two = two();
        assertThatThrownBy(() -> two.with(directory.resolve("none")))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("--constants:");
    }
}
