package io.openmimc.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script, on a machine on which it finds only what a test puts there. */
class MimcScriptTest {
    private static final Path SCRIPT = Path.of("../../mimc");

    @TempDir
    private Path directory;

    @BeforeEach
    void copyScript() throws IOException {
        String script = Files.readString(SCRIPT)
                .replace("/usr/lib/jvm/*", directory.resolve("jvm") + "/*")
                .replace("/opt/java/*", "");
        executable(directory.resolve("mimc"), script);
        Files.createDirectories(directory.resolve("bin"));
        for (String tool : List.of("sh", "sed", "uname", "dirname", "readlink", "head", "cat", "tr", "grep", "find")) {
            Files.createSymbolicLink(
                    directory.resolve("bin").resolve(tool), Path.of("/usr/bin").resolve(tool));
        }
    }

    @Test
    void withoutAJavaItSaysWhatToInstall() throws Exception {
        assertThat(mimc("status", ""))
                .contains("needs a JDK 17, and none was found")
                .contains("openjdk-17-jdk-headless")
                .contains("JAVA_HOME")
                .doesNotContain("Found instead");
    }

    @Test
    void aJdkOfAnotherVersionIsNamed() throws Exception {
        // Given
        jdk(directory.resolve("jdk-21"), "21.0.2");
        // When, Then
        assertThat(mimc("status", directory.resolve("jdk-21").toString()))
                .contains("none was found")
                .contains("JDK 21 in " + directory.resolve("jdk-21"));
    }

    @Test
    void aJdk17IsFoundBesideAWrongJavaHome() throws Exception {
        // Given
        jdk(directory.resolve("jdk-21"), "21.0.2");
        jdk(directory.resolve("jvm/java-17"), "17.0.15");
        // When, Then
        assertThat(mimc("status", directory.resolve("jdk-21").toString()))
                .isEqualTo("Nothing is built yet. Start with ./mimc up.");
    }

    private String mimc(String argument, String javaHome) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(
                        List.of("/bin/sh", directory.resolve("mimc").toString(), argument)))
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", directory.resolve("bin").toString());
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("JAVA_HOME", javaHome);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        return said.strip();
    }

    private static void jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        executable(home.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2024-01-16' >&2\n");
        executable(home.resolve("bin/javac"), "#!/bin/sh\n");
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
