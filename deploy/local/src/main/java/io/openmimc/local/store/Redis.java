package io.openmimc.local.store;

import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Redis 6.2, appending to a file that is synced every second: a killed process loses nothing, a power cut one second.
 *
 * @param host the address of this machine that it is bound to
 * @param data its directory
 * @param password that clients must know; empty for none, where only this machine reaches it
 */
public record Redis(String host, int port, Path data, String password) implements Program {
    public Redis(int port, Path data) {
        this(LOOPBACK, port, data, "");
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void prepare(Path log) throws IOException {
        Files.createDirectories(data);
        if (!password.isEmpty()) {
            // In a file: whoever lists the processes of this machine reads their arguments.
            Path fresh = Files.createTempFile(
                    data,
                    "conf",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, "requirepass " + password + "\n");
            Files.move(fresh, configuration(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Path configuration() {
        return data.toAbsolutePath().resolve("redis.conf");
    }

    @Override
    public Command command() {
        List<String> line = new ArrayList<>(List.of(executable().toString()));
        if (!password.isEmpty()) {
            line.add(configuration().toString());
        }
        line.addAll(List.of(
                "--bind",
                host,
                "--port",
                Integer.toString(port),
                "--dir",
                data.toAbsolutePath().toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                // The append-only file is the durable copy; a snapshot beside it would only cost forks.
                "--save",
                "",
                // Each rewrite of the file takes a core for seconds: not again and again while it is small.
                "--auto-aof-rewrite-min-size",
                "256mb",
                // A kill in the middle of a write leaves a cut last command, which is dropped at the next start.
                "--aof-load-truncated",
                "yes",
                "--maxmemory-policy",
                "noeviction"));
        return Command.of(line);
    }

    @Override
    public String toString() {
        return name();
    }

    private static Path executable() {
        try {
            Path binaries = Binaries.redis();
            Path dynamic = binaries.resolve("redis-server");
            Process version = new ProcessBuilder(dynamic.toString(), "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return version.waitFor() == 0 ? dynamic : binaries.resolve("redis-server-static");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new io.openmimc.local.StackException("interrupted while starting redis", e);
        }
    }

    /** PING; while it loads its file it answers an error instead of PONG. */
    @Override
    public boolean ready(long pid) throws IOException {
        String login = password.isEmpty() ? "" : "AUTH " + password + "\r\n";
        byte[] expected = ((password.isEmpty() ? "" : "+OK\r\n") + "+PONG").getBytes(StandardCharsets.US_ASCII);
        return Probe.ask(
                host,
                port,
                (login + "PING\r\n").getBytes(StandardCharsets.US_ASCII),
                answer -> Arrays.equals(expected, answer.readNBytes(expected.length)));
    }
}
