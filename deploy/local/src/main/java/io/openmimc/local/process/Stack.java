package io.openmimc.local.process;

import io.openmimc.local.StackException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Programs that run together. They start in parallel, each as soon as what it needs is ready; they stop in the opposite
 * order. All of them die with this Java process. More can be added, and others taken out, while it runs. Thread-safe.
 */
public final class Stack implements AutoCloseable {
    private final Path logs;
    private final List<StackProcess> processes = new CopyOnWriteArrayList<>();

    /**
     * @param programs in an order in which needs come first
     * @param logs the directory that gets one {@code NAME.log} for each
     */
    public Stack(List<? extends Program> programs, Path logs) {
        this.logs = logs;
        processes.addAll(programs.stream().map(this::process).toList());
    }

    private StackProcess process(Program program) {
        return new StackProcess(program, log(program));
    }

    private Path log(Program program) {
        return logs.resolve(program.name() + ".log");
    }

    /** All of them, needs first. */
    public List<StackProcess> processes() {
        return List.copyOf(processes);
    }

    /** Adds a program after that process, not started yet. */
    public StackProcess addAfter(StackProcess sibling, Program program) {
        StackProcess process = process(program);
        processes.add(processes.indexOf(sibling) + 1, process);
        return process;
    }

    /** Takes a process out; the caller has stopped it. */
    public void remove(StackProcess process) {
        processes.remove(process);
    }

    /** A process has the other program's name at once, and is run as it from its next start on. */
    public void replace(StackProcess process, Program program) {
        process.becomes(program, log(program));
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public StackProcess process(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("no process " + name + " in "
                        + processes.stream().map(StackProcess::name).toList()));
    }

    /** The one of that name, if there is one. */
    public Optional<StackProcess> find(String name) {
        return processes.stream().filter(process -> process.name().equals(name)).findFirst();
    }

    /** Starts all and returns when all are ready. On failure nothing is left running. */
    public void start() {
        start(process -> {});
    }

    /**
     * Starts all and returns when all are ready. On failure nothing is left running.
     *
     * @param onReady is told each one that became ready, from several threads
     * @throws StackException the first failure
     */
    public void start(Consumer<StackProcess> onReady) {
        ExecutorService starters = Executors.newFixedThreadPool(Math.max(1, processes.size()));
        try {
            Map<String, CompletableFuture<Void>> ready = new LinkedHashMap<>();
            for (StackProcess process : processes()) {
                CompletableFuture<?>[] needs = process.program().needs().stream()
                        .filter(ready::containsKey)
                        .map(ready::get)
                        .toArray(CompletableFuture<?>[]::new);
                ready.put(
                        process.name(),
                        CompletableFuture.allOf(needs)
                                .thenRunAsync(
                                        () -> {
                                            process.start();
                                            process.awaitReady();
                                            onReady.accept(process);
                                        },
                                        starters));
            }
            awaitAll(List.copyOf(ready.values()));
        } catch (RuntimeException | InterruptedException e) {
            // Interrupts the starters, so that none starts another process after the stop below.
            starters.shutdownNow();
            awaitEnd(starters);
            stop();
            throw failure(e);
        } finally {
            starters.shutdown();
        }
    }

    private static void awaitAll(List<CompletableFuture<Void>> futures) throws InterruptedException {
        CompletableFuture<Void> firstFailure = new CompletableFuture<>();
        for (CompletableFuture<Void> future : futures) {
            var unused = future.whenComplete((done, failure) -> {
                if (failure != null) {
                    firstFailure.completeExceptionally(failure);
                }
            });
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
        try {
            CompletableFuture.anyOf(all, firstFailure).get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    private static void awaitEnd(ExecutorService starters) {
        try {
            if (!starters.awaitTermination(30, java.util.concurrent.TimeUnit.SECONDS)) {
                throw new StackException("the starting threads did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static StackException failure(Throwable e) {
        Throwable cause = e;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return cause instanceof StackException stack
                ? stack
                : new StackException("the stack could not be started: " + cause, cause);
    }

    /** Stops all, in the opposite order of needs, those without an order among them together. */
    public void stop() {
        List<StackProcess> left = new ArrayList<>(processes);
        while (!left.isEmpty()) {
            List<StackProcess> wave = left.stream()
                    .filter(process -> left.stream()
                            .noneMatch(other -> other.program().needs().contains(process.name())))
                    .toList();
            stopTogether(wave);
            left.removeAll(wave);
        }
    }

    private static void stopTogether(List<StackProcess> wave) {
        ExecutorService stoppers = Executors.newFixedThreadPool(wave.size());
        try {
            CompletableFuture.allOf(wave.stream()
                            .map(process -> CompletableFuture.runAsync(process::stop, stoppers))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } finally {
            stoppers.shutdown();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
