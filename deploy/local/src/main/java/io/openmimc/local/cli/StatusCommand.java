package io.openmimc.local.cli;

import io.openmimc.local.process.Memory;
import io.openmimc.local.service.Secrets;
import io.openmimc.local.service.Settings;
import io.openmimc.local.supervisor.State;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows each process: up, port, memory. Ends with 3 when the stack is not running.")
final class StatusCommand implements Callable<Integer> {
    private static final int NOT_RUNNING = 3;
    private static final double MEGABYTE = 1024.0 * 1024.0;

    private final Context context;

    @Option(names = "--json", description = "for scripts")
    private boolean json;

    StatusCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Optional<State> state = State.ofRunning(context.home());
        List<ProcessStatus> processes =
                state.map(running -> ProcessStatus.of(running.processes())).orElse(List.of());
        if (json) {
            printJson(state, processes);
        } else if (state.isEmpty()) {
            context.out().println("The stack is not running. Start it with ./mimc up.");
        } else {
            print(state.get(), processes);
        }
        return state.isPresent() ? 0 : NOT_RUNNING;
    }

    private void print(State state, List<ProcessStatus> processes) {
        context.out()
                .printf("%-18s %-10s %6s %10s %8s %9s%n", "process", "state", "port", "management", "pid", "memory");
        long total = 0;
        for (ProcessStatus process : processes) {
            row(
                    process.name(),
                    process.word(),
                    port(process.port()),
                    port(process.managementPort()),
                    process.pid(),
                    process.memoryBytes());
            total += process.memoryBytes();
        }
        long supervisor = memory(state.supervisor());
        row("supervisor", state.phase(), port(0), port(0), state.supervisor(), supervisor);
        context.out()
                .printf(
                        Locale.ROOT,
                        "%-18s %-10s %6s %10s %8s %6.0f MB%n",
                        "",
                        "",
                        "",
                        "",
                        "",
                        (total + supervisor) / MEGABYTE);
        context.out().println();
        if (state.hasServices()) {
            context.out().println("API " + state.api() + "   WebSocket " + state.webSocket() + "   TCP " + state.tcp());
        }
    }

    private void row(String name, String word, String port, String management, long pid, long bytes) {
        context.out()
                .printf(
                        Locale.ROOT,
                        "%-18s %-10s %6s %10s %8s %6.0f MB%n",
                        name,
                        word,
                        port,
                        management,
                        pid == 0 ? "-" : Long.toString(pid),
                        bytes / MEGABYTE);
    }

    private static String port(int port) {
        return port == 0 ? "-" : Integer.toString(port);
    }

    private void printJson(Optional<State> state, List<ProcessStatus> processes) {
        Settings settings = Settings.of(context.environment(), new Secrets("", "", ""));
        JsonArray all = new JsonArray();
        processes.forEach(process -> all.add(process.toJson()));
        long supervisor = state.map(running -> memory(running.supervisor())).orElse(0L);
        JsonObject answer = new JsonObject()
                .put("running", state.isPresent())
                .put("phase", state.map(State::phase).orElse("stopped"))
                .put("api", state.map(State::api).orElse(settings.api()))
                .put("websocket", state.map(State::webSocket).orElse(settings.webSocket()))
                .put("tcp", state.map(State::tcp).orElse(settings.tcp()))
                .put(
                        "memoryBytes",
                        supervisor
                                + processes.stream()
                                        .mapToLong(ProcessStatus::memoryBytes)
                                        .sum())
                .put("processes", all);
        state.ifPresent(running -> answer.put(
                "supervisor", new JsonObject().put("pid", running.supervisor()).put("memoryBytes", supervisor)));
        context.out().println(answer.encodePrettily());
    }

    private static long memory(long pid) {
        // Alone: its descendants are the processes, which have rows of their own.
        return Memory.of(pid);
    }
}
