package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sees who forgot something. */
class RefusedStartTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final Pattern LINE = Pattern.compile("(?m)^  - (OPENMIMC_\\w+) ");
    private static final Pattern OURS =
            Pattern.compile("OPENMIMC_(SECRET|ADMIN_TOKEN|(KAFKA|REDIS|CASSANDRA|POSTGRESQL)_\\w+)");

    @TempDir
    Path directory;

    private record Ending(int code, String said) {
        Set<String> variables() {
            Set<String> found = new TreeSet<>();
            LINE.matcher(said).results().map(line -> line.group(1)).forEach(found::add);
            found.removeIf(name -> !OURS.matcher(name).matches());
            return found;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "account-service, SECRET ADMIN_TOKEN KAFKA REDIS POSTGRESQL",
        "topic-service, SECRET KAFKA POSTGRESQL",
        "gateway-service, SECRET KAFKA REDIS",
        "history-service, SECRET KAFKA REDIS CASSANDRA",
        "callback-service, SECRET ADMIN_TOKEN KAFKA POSTGRESQL",
        "contact-service, SECRET KAFKA CASSANDRA",
    })
    void aServiceWithNothingSetEndsAtOnceAndListsAllThatItsStoresNeed(String service, String needs) throws Exception {
        // When
        Ending ending = end(service, Map.of());
        // Then
        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.said()).contains(service + " does not start: ");
        assertThat(ending.variables()).isEqualTo(variables(needs));
    }

    @Test
    void theLocalDefaultPasswordIsRefusedAndNotShown() throws Exception {
        Ending ending = end(
                "topic-service",
                Map.of(
                        "OPENMIMC_SECRET", "0123456789abcdef0123456789abcdef",
                        "OPENMIMC_KAFKA_USERNAME", "topic",
                        "OPENMIMC_KAFKA_PASSWORD", "gKq3Vw0sJ5xTz8",
                        "OPENMIMC_POSTGRESQL_PASSWORD", "mimc",
                        "OPENMIMC_STORES_ALLOW_PLAINTEXT", "kafka,postgresql"));
        assertThat(ending.variables()).containsExactly("OPENMIMC_POSTGRESQL_PASSWORD");
        assertThat(ending.said())
                .contains("OPENMIMC_POSTGRESQL_PASSWORD is one that everybody knows")
                .doesNotContain("gKq3Vw0sJ5xTz8", "0123456789abcdef");
    }

    private static Set<String> variables(String needs) {
        Set<String> variables = new TreeSet<>();
        for (String need : needs.split(" ")) {
            switch (need) {
                case "SECRET", "ADMIN_TOKEN" -> variables.add("OPENMIMC_" + need);
                case "REDIS", "POSTGRESQL" ->
                    variables.addAll(List.of("OPENMIMC_" + need + "_PASSWORD", "OPENMIMC_" + need + "_TLS"));
                default ->
                    variables.addAll(List.of(
                            "OPENMIMC_" + need + "_USERNAME",
                            "OPENMIMC_" + need + "_PASSWORD",
                            "OPENMIMC_" + need + "_TLS"));
            }
        }
        return variables;
    }

    /** Starts it as an image does, with nothing of this process' environment, and waits for its end. */
    private Ending end(String service, Map<String, String> environment) throws IOException, InterruptedException {
        Path output = directory.resolve(service + ".log");
        Path jar = Repository.root().resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        // The ports of a stack that runs here are not to be met.
        for (String port : List.of("HTTP_PORT", "MANAGEMENT_PORT", "GRPC_SERVER_PORT")) {
            builder.environment().put("QUARKUS_" + port, "0");
        }
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ending(process.exitValue(), Files.readString(output));
    }
}
