package io.openmimc.local.process;

import io.openmimc.local.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process of a stack. It can be killed and started again any number of times, on the same port and data. It dies with
 * the Java process that started it. Thread-safe.
 */
public final class StackProcess {
    private static final long POLL_MS = 100;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final Program program;
    private final Path log;
    private @Nullable Process process;

    /** @param log what the process prints is appended here */
    public StackProcess(Program program, Path log) {
        this.program = program;
        this.log = log;
    }

    public String name() {
        return program.name();
    }

    public int port() {
        return program.port();
    }

    /** Where its health and metrics are; 0 when it has none. */
    public int managementPort() {
        return program.managementPort();
    }

    public Program program() {
        return program;
    }

    /** Where its output goes. */
    public Path log() {
        return log;
    }

    /**
     * Starts it, unless it runs; returns before it is ready.
     *
     * @throws StackException if a port is taken, or what it needs cannot be prepared
     */
    public synchronized void start() {
        if (isAlive()) {
            return;
        }
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Ports.requireFree(program);
            program.prepare(log);
            Command command = program.command();
            ProcessBuilder builder = new ProcessBuilder(Ownership.owned(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(command.environment());
            process = builder.start();
        } catch (IOException e) {
            throw new StackException(name() + " could not be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while starting " + name(), e);
        }
    }

    /**
     * Returns when it serves.
     *
     * @throws StackException if it ends first, or takes longer than its program allows; the process is left as it is
     */
    public void awaitReady() {
        Process started = started();
        long deadline = System.nanoTime() + program.startTimeout().toNanos();
        try {
            while (!isReady(started)) {
                if (started.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                    throw new StackException(name() + " ended with code " + started.exitValue()
                            + " while starting. The end of its log " + log + ":\n" + LogTail.of(log, 15));
                }
                if (System.nanoTime() > deadline) {
                    throw new StackException(name() + " was not ready after "
                            + program.startTimeout().toSeconds() + " s. The end of its log " + log + ":\n"
                            + LogTail.of(log, 15));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while waiting for " + name(), e);
        }
    }

    /** Asks once whether it serves. */
    public boolean isReady() {
        Process current = current();
        return current != null && current.isAlive() && isReady(current);
    }

    private boolean isReady(Process current) {
        try {
            return program.ready(current.pid());
        } catch (IOException e) {
            // Refused, reset or silent: what a program that is still starting does.
            return false;
        }
    }

    /** Kills it with -9; returns when it is gone. */
    public void kill() {
        Process current = current();
        if (current != null) {
            current.destroyForcibly();
            join(current);
        }
    }

    /**
     * Sends it a signal. After {@code STOP} it returns when none of its threads runs any more.
     *
     * @param name as {@code kill} names it, such as {@code STOP} and {@code CONT}
     * @throws StackException if it does not run, or does not pause within 20 s
     */
    public void signal(String name) {
        Process current = current();
        if (current == null || !current.isAlive()) {
            throw new StackException(name() + " does not run");
        }
        try {
            send(name, current);
            // The kernel stops threads when it next runs them, and until then they may work.
            long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
            while (name.equals("STOP") && !ThreadStates.areAllStopped(current.pid())) {
                if (System.nanoTime() > deadline) {
                    throw new StackException(name() + " was not paused after " + STOP_PATIENCE.toSeconds() + " s");
                }
                Thread.sleep(1);
            }
        } catch (IOException e) {
            throw new StackException(name() + " could not be sent " + name + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while pausing " + name(), e);
        }
    }

    private static void send(String signal, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Asks it to stop and returns when it is gone; kills it after 20 s. */
    public void stop() {
        Process current = current();
        if (current == null || !current.isAlive()) {
            return;
        }
        try {
            send(program.command().stopSignal(), current);
            if (!current.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (IOException e) {
            kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    public boolean isAlive() {
        Process current = current();
        return current != null && current.isAlive();
    }

    /** The process id while it runs. */
    public OptionalLong pid() {
        Process current = current();
        return current != null && current.isAlive() ? OptionalLong.of(current.pid()) : OptionalLong.empty();
    }

    /** The code that it ended with, 137 after a kill -9; empty while it runs or when it never ran. */
    public OptionalLong exitCode() {
        Process current = current();
        return current != null && !current.isAlive() ? OptionalLong.of(current.exitValue()) : OptionalLong.empty();
    }

    /** Resident memory of the process and its children in bytes, shared pages counted once; 0 when it does not run. */
    public long memoryBytes() {
        Process current = current();
        return current != null && current.isAlive() ? Memory.ofTree(current.toHandle()) : 0;
    }

    private synchronized @Nullable Process current() {
        return process;
    }

    private Process started() {
        Process current = current();
        if (current == null) {
            throw new IllegalStateException(name() + " was not started");
        }
        return current;
    }

    private static void join(Process process) {
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
