package io.openmimc.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.local.supervisor.Home;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter complaints = new StringWriter();

    @TempDir
    Path home;

    private int run(String... arguments) {
        CommandLine line = BenchCommand.commandLine(new Home(home), new PrintStream(out, true, StandardCharsets.UTF_8));
        return line.setErr(new PrintWriter(complaints, true)).execute(arguments);
    }

    @Test
    void withoutAScenarioItListsThem() {
        assertThat(run()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "p2p",
                        "group",
                        "connect",
                        "offline",
                        "push",
                        "history",
                        "mixed",
                        "70 %",
                        "two-apps",
                        "--overload",
                        "--capacity");
    }

    @Test
    void aWrongScenarioIsRefusedWithTheRightOnes() {
        assertThat(run("p3p")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(complaints.toString()).contains("There is no scenario p3p", "offline");
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThat(run("p2p", "--size", "19")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("p2p", "--rate", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("p2p", "--duration", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(complaints.toString()).contains("--size must be 20 at least", "--rate must be above 0");
    }

    @Test
    void anOverloadOutOfRangeOrOfSomethingElseIsRefused() {
        assertThat(run("group", "--overload", "2")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("p2p", "--overload", "2,0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("p2p", "--overload", "2", "--baseline", "101")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("two-apps", "--limit", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(complaints.toString())
                .contains("--overload is for p2p", "must be above 0", "--baseline must be above 0, and 100 at most");
    }

    @Test
    void withoutAStackItSaysHowToStartOne() {
        assertThat(run("p2p")).isEqualTo(1);
    }
}
