package io.openmimc.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openmimc.local.supervisor.Home;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ScaleCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter complaints = new StringWriter();

    @TempDir
    Path home;

    private int run(String... arguments) {
        CommandLine line = BenchCommand.commandLine(new Home(home), new PrintStream(out, true, StandardCharsets.UTF_8));
        return line.setErr(new PrintWriter(complaints, true))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void itNeedsNoStack() {
        assertThat(run("scale")).isZero();
        assertThat(said())
                .contains("10,000,000 devices, 1,000,000 messages", "| gateway | pods |", "the first to break first");
    }

    @Test
    void helpNamesWhatCanBeChosen() {
        assertThat(run("scale", "--help")).isZero();
        assertThat(said()).contains("--devices", "--online-share", "--constants", "--json", "--costs");
    }

    @Test
    void theHelpOfBenchHasItToo() {
        assertThat(run()).isZero();
        assertThat(said()).contains("scale", "Reckons what so many devices");
    }

    @Test
    void jsonSaysWhatIsNotKnownAndWhy() throws IOException {
        // When
        int code = run("scale", "--set", "archive.row=unmeasured", "--json", "-");
        JsonNode json = new ObjectMapper().readTree(said());
        // Then
        assertThat(code).isZero();
        assertThat(json.path("demand").path("devices").asDouble()).isEqualTo(10_000_000);
        assertThat(json.path("unmeasured").toString()).contains("archive.row");
        assertThat(json.path("results")).anySatisfy(result -> {
            assertThat(result.path("what").asText()).isEqualTo("disk, archive");
            assertThat(result.path("value").isNull()).isTrue();
            assertThat(result.path("lacking").toString()).isEqualTo("[\"archive.row\"]");
        });
        assertThat(json.path("limits").size()).isPositive();
        assertThat(json.path("constants")).anySatisfy(constant -> {
            assertThat(constant.path("name").asText()).isEqualTo("busy.gateway");
            assertThat(constant.path("origin").asText()).isEqualTo("measured");
        });
    }

    @Test
    void aFileOfConstantsIsTaken() throws IOException {
        // Given
        Path file = Files.writeString(home.resolve("mine"), "gateway.connections = 50000\n");
        // When
        int code = run("scale", "--constants", file.toString());
        // Then
        assertThat(code).isZero();
        assertThat(said()).contains("| gateway | pods by connections | 300 |");
    }

    @Test
    void wrongInputIsRefusedByTheNameOfTheOption() {
        assertThat(run("scale", "--devices", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("scale", "--online-share", "1.1")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("scale", "--utilisation", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("scale", "--group-members", "1")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("scale", "--costs", "lazy")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("scale", "--set", "no.such=1")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("scale", "--constants", "/no/such/file")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("scale", "--devices", "many")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(complaints.toString())
                .contains(
                        "--devices must be 1 at least",
                        "--online-share must be between 0 and 1",
                        "--utilisation must be above 0",
                        "--group-members must be 2 at least",
                        "--costs must be busy or sparse",
                        "no constant no.such",
                        "--constants: /no/such/file",
                        "'many' is not");
    }
}
