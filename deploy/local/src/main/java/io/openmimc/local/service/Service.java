package io.openmimc.local.service;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One of the services.
 *
 * @param port its HTTP port
 * @param managementPort where it is asked for its health
 * @param ports every port that it binds
 * @param application the directory with its {@code quarkus-run.jar}
 * @param options of its JVM, besides those that all services share
 * @param yields whether the others come first
 */
record Service(
        String name,
        int port,
        int managementPort,
        List<Integer> ports,
        Path application,
        List<String> options,
        Map<String, String> environment,
        Set<String> needs,
        boolean yields)
        implements Program {
    private static final int OK = 200;

    @Override
    public void prepare(Path log) {
        if (!Files.exists(jar())) {
            throw new StackException(jar() + " is missing: build it with ./mvnw package -DskipTests");
        }
    }

    @Override
    public Command command() {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Two cores and small heaps: the serial collector takes the least of both.
                "-XX:+UseSerialGC",
                "-Xss512k",
                "-XX:+ExitOnOutOfMemoryError"));
        line.addAll(options);
        line.addAll(List.of("-jar", jar().toString()));
        Command command = new Command(line, environment, "TERM");
        return yields ? command.yielding() : command;
    }

    @Override
    public boolean ready(long pid) throws IOException {
        return HealthProbe.status(managementPort, "/q/health/ready") == OK;
    }

    /** A gateway moves its clients first, for up to half a minute, and ends what is in flight. */
    @Override
    public Duration stopTimeout() {
        return Duration.ofSeconds(90);
    }

    private Path jar() {
        return application.toAbsolutePath().resolve("quarkus-run.jar");
    }

    @Override
    public String toString() {
        return name;
    }
}
