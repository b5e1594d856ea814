package io.openmimc.local.store;

import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Redis 6.2, appending to a file that is synced every second: a killed process loses nothing, a power cut one second.
 *
 * @param data its directory
 */
public record Redis(int port, Path data) implements Program {
    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void prepare(Path log) throws IOException {
        Files.createDirectories(data);
    }

    @Override
    public Command command() {
        return Command.of(List.of(
                executable().toString(),
                "--bind",
                "127.0.0.1",
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
        byte[] pong = "+PONG".getBytes(StandardCharsets.US_ASCII);
        return Probe.ask(
                port,
                "PING\r\n".getBytes(StandardCharsets.US_ASCII),
                answer -> Arrays.equals(pong, answer.readNBytes(pong.length)));
    }
}
