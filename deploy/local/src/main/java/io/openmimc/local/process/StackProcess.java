package io.openmimc.local.process;

import io.openmimc.local.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    private static final Duration PAUSE_PATIENCE = Duration.ofSeconds(20);

    private volatile Program program;
    private volatile Path log;
    private @Nullable Process process;
    private boolean wanted;

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
     * It has another name and log at once, which what it printed moves to, and runs as another program from its next start on.
     */
    synchronized void becomes(Program next, Path nextLog) {
        try {
            if (!nextLog.equals(log) && Files.exists(log)) {
                // What a running process has open moves with it.
                Files.move(log, nextLog, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new StackException("the log of " + name() + " cannot be moved: " + e.getMessage(), e);
        }
        program = next;
        log = nextLog;
    }

    /** Whether it is to run: it was started, and not asked to stop since. */
    public synchronized boolean isWanted() {
        return wanted;
    }

    /** It is not to run any more: when it ends, nobody starts it again. */
    public synchronized void letStop() {
        wanted = false;
    }

    /**
     * Starts it if it is to run and does not.
     *
     * @return whether it was started
     * @throws StackException as {@link #start()}
     */
    public synchronized boolean startAgain() {
        if (!wanted || isAlive()) {
            return false;
        }
        start();
        return true;
    }

    /**
     * Starts it, unless it runs; returns before it is ready.
     *
     * @throws StackException if a port is taken, or what it needs cannot be prepared
     */
    public synchronized void start() {
        wanted = true;
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
            Signals.awaitEnd(current);
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
            Signals.send(name, current);
            if (name.equals("STOP") && !Signals.awaitPaused(current, PAUSE_PATIENCE)) {
                throw new StackException(name() + " was not paused after " + PAUSE_PATIENCE.toSeconds() + " s");
            }
        } catch (IOException e) {
            throw new StackException(name() + " could not be sent " + name + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while pausing " + name(), e);
        }
    }

    /** Asks it to stop and returns when it is gone; kills it when its program's time for that is over. */
    public void stop() {
        letStop();
        Process current = current();
        if (current == null || !current.isAlive()) {
            return;
        }
        try {
            Signals.send(program.command().stopSignal(), current);
            if (!current.waitFor(program.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
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
}
