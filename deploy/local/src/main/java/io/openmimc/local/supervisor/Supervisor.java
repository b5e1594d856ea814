package io.openmimc.local.supervisor;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Stack;
import io.openmimc.local.service.Deployment;
import io.openmimc.local.service.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Owns the processes of a stack. Whoever starts it reads its progress on standard output: {@code ready NAME},
 * {@code up}, or {@code failed} and sentences up to the end. Once told {@code release} on standard input it stays on its
 * own; if the input ends before, it stops everything and ends: so a start that is broken off leaves nothing running.
 * TERM stops everything, too.
 */
public final class Supervisor {
    private static final long LOOK_EVERY_MS = 250;

    private final Home home;
    private final Settings settings;
    private final Deployment deployment;
    private final Stack stack;
    private final Keeper keeper;
    private final PrintStream progress;
    private final long since = System.currentTimeMillis();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean stopping;

    Supervisor(Home home, Deployment deployment, Stack stack, PrintStream progress) {
        this.home = home;
        this.settings = deployment.settings();
        this.deployment = deployment;
        this.stack = stack;
        this.progress = progress;
        this.keeper = new Keeper(stack, this::log);
    }

    /** @param args the home's directory, and what {@link Start} makes of itself */
    public static void main(String[] args) throws IOException {
        Home home = new Home(Path.of(args[0]));
        Map<String, String> environment = System.getenv();
        try {
            Start start = Start.of(List.of(args).subList(1, args.length));
            Settings settings = Settings.of(environment, SecretsFile.of(home, environment))
                    .with(start.replicasOrNone())
                    .withStoresAt(start.listen());
            Deployment deployment = new Deployment(settings, home.data(), home::application);
            Stack stack =
                    start.storesOnly() ? new Stack(deployment.stores(), home.logs()) : deployment.stack(home.logs());
            new Supervisor(home, deployment, stack, System.out).run();
        } catch (StackException e) {
            System.out.println("failed\n" + e.getMessage());
        }
    }

    /** Returns when the stack is stopped. */
    void run() throws IOException {
        Files.createDirectories(home.logs());
        Optional<FileLock> lock = home.lock();
        if (lock.isEmpty()) {
            progress.println("failed\nThe stack is already running, or being started by another ./mimc up.");
            return;
        }
        Thread main = Thread.currentThread();
        Thread reader = new Thread(() -> readOrders(main), "orders");
        reader.setDaemon(true);
        reader.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(main), "end"));
        try {
            write("starting");
            Preflight.check(home, settings, stack.find("edge").isPresent());
            progress.println("starting");
            stack.start(process -> {
                write("starting");
                progress.println("ready " + process.name());
            });
            try (Orders orders = Orders.take(home, new Fleet(stack, deployment, () -> write("running")), this::log)) {
                write("running");
                progress.println("up");
                released.await();
                keep();
            }
        } catch (StackException e) {
            log((stopping ? "start broken off" : "start failed") + " reason=" + e.getMessage());
            progress.println("failed\n" + (stopping ? "The start was broken off." : e.getMessage()));
        } catch (InterruptedException e) {
            log("stopping");
        } finally {
            write("stopping");
            // The order to stop has been taken; stopping must not be cut short by it.
            boolean interrupted = Thread.interrupted();
            stack.stop();
            log("stopped interrupted=" + interrupted);
        }
    }

    private void keep() throws InterruptedException {
        log("running api=" + settings.api());
        while (!stopping) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
            if (keeper.look()) {
                write("running");
            }
        }
    }

    private void readOrders(Thread main) {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String order;
            while ((order = orders.readLine()) != null) {
                if (order.equals("release")) {
                    released.countDown();
                }
            }
        } catch (IOException e) {
            log("orders cannot be read reason=" + e.getMessage());
        }
        if (released.getCount() > 0) {
            stopping = true;
            main.interrupt();
        }
    }

    private void end(Thread main) {
        stopping = true;
        main.interrupt();
        try {
            main.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void write(String phase) {
        List<State.ProcessState> processes = stack.processes().stream()
                .map(process -> new State.ProcessState(
                        process.name(),
                        process.pid().orElse(0),
                        process.program().host(),
                        process.port(),
                        process.managementPort(),
                        keeper.restarts(process),
                        process.isAlive() && !process.isWanted(),
                        process.log().toAbsolutePath().toString()))
                .toList();
        try {
            new State(
                            ProcessHandle.current().pid(),
                            phase,
                            since,
                            settings.api(),
                            settings.webSocket(),
                            settings.tcp(),
                            processes)
                    .write(home);
        } catch (IOException e) {
            log("the state cannot be written reason=" + e.getMessage());
        }
    }

    private synchronized void log(String text) {
        try {
            Files.writeString(
                    home.logs().resolve("supervisor.log"),
                    Instant.now() + " " + text + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            // The disk is full or the home was deleted: there is no better place left to say so.
            System.err.println(text + " (not logged: " + e.getMessage() + ")");
        }
    }
}
