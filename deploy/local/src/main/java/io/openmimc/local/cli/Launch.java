package io.openmimc.local.cli;

import io.openmimc.local.StackException;
import io.openmimc.local.supervisor.Start;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Starts a supervisor and follows it until the stack is up. When this is closed, or this process ends, before the
 * supervisor was released, it stops everything.
 */
final class Launch implements AutoCloseable {
    private static final List<String> SMALL_JVM =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms16m", "-Xmx64m", "-Xss512k", "-Xshare:auto");

    private final Context context;
    private final Process supervisor;
    private final BufferedReader progress;
    private final long start = System.nanoTime();
    private volatile boolean released;

    /** @param main the supervisor's class; its arguments are the home and what is asked for */
    Launch(Context context, Class<?> main, Start what) throws IOException {
        this.context = context;
        List<String> line = new ArrayList<>(List.of(
                // Out of the terminal's reach: Ctrl-C and a closed window concern this process only.
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        line.addAll(SMALL_JVM);
        line.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                context.home().directory().toString()));
        line.addAll(what.toArguments());
        context.home().create();
        Files.createDirectories(context.home().logs());
        supervisor = new ProcessBuilder(line)
                // Not ours: a supervisor that outlives us must not hold the terminal, or a script's pipe, open.
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        context.home().logs().resolve("supervisor.log").toFile()))
                .directory(new File("/"))
                .start();
        progress = supervisor.inputReader(StandardCharsets.UTF_8);
        Runtime.getRuntime().addShutdownHook(new Thread(this::breakOff, "break-off"));
    }

    /**
     * Prints progress and returns when the stack is up.
     *
     * @throws StackException if it cannot be started
     */
    void awaitUp() throws IOException {
        String line;
        while ((line = progress.readLine()) != null) {
            if (line.equals("up")) {
                return;
            } else if (line.equals("starting")) {
                context.out().println("Starting the stores and the services");
            } else if (line.equals("failed")) {
                throw new StackException(progress.lines().collect(Collectors.joining("\n"))
                        + "\nThe stack was not started; nothing is left running.");
            } else if (line.startsWith("ready ")) {
                context.out()
                        .printf(
                                Locale.ROOT,
                                "  %-18s ready after %5.1f s%n",
                                line.substring("ready ".length()),
                                (System.nanoTime() - start) / 1e9);
            }
        }
        throw new StackException("The supervisor ended while starting; its log is "
                + context.home().logs().resolve("supervisor.log") + ".");
    }

    /** From now on the stack stays when this process ends. */
    void release() throws IOException {
        OutputStream orders = supervisor.getOutputStream();
        orders.write("release\n".getBytes(StandardCharsets.UTF_8));
        orders.flush();
        released = true;
    }

    @Override
    public void close() {
        stop();
    }

    private void breakOff() {
        if (!released && supervisor.isAlive()) {
            context.out().println("Stopping what was started");
            stop();
        }
    }

    private synchronized void stop() {
        if (released) {
            return;
        }
        try {
            supervisor.getOutputStream().close();
            supervisor.waitFor(60, TimeUnit.SECONDS);
        } catch (IOException e) {
            // The pipe is broken because the supervisor is gone, and with it all that it started.
            context.out().println("The supervisor is gone.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
