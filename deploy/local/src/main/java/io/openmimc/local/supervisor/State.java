package io.openmimc.local.supervisor;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Program;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * What a supervisor tells about its stack, in a file of the home.
 *
 * @param supervisor its pid
 * @param phase {@code starting}, {@code running} or {@code stopping}
 * @param since when it started, in milliseconds since 1970
 * @param api address of the REST paths and the console
 */
public record State(
        long supervisor,
        String phase,
        long since,
        String api,
        String webSocket,
        String tcp,
        List<ProcessState> processes) {

    /**
     * One process of the stack.
     *
     * @param pid 0 while it does not run
     * @param host the address of this machine that it is bound to
     * @param managementPort 0 when it has none
     * @param restarts how often it was started again because it had died
     * @param stopping whether it was asked to stop
     */
    public record ProcessState(
            String name,
            long pid,
            String host,
            int port,
            int managementPort,
            int restarts,
            boolean stopping,
            String log) {
        JsonObject toJson() {
            return new JsonObject()
                    .put("name", name)
                    .put("pid", pid)
                    .put("host", host)
                    .put("port", port)
                    .put("managementPort", managementPort)
                    .put("restarts", restarts)
                    .put("stopping", stopping)
                    .put("log", log);
        }

        static ProcessState of(JsonObject json) {
            return new ProcessState(
                    json.getString("name"),
                    json.getLong("pid"),
                    // A supervisor of before does not tell: this, whether it stops, and the management port.
                    json.getString("host", Program.LOOPBACK),
                    json.getInteger("port"),
                    json.getInteger("managementPort", 0),
                    json.getInteger("restarts"),
                    json.getBoolean("stopping", false),
                    json.getString("log"));
        }
    }

    public State {
        processes = List.copyOf(processes);
    }

    /** Whether there are services; otherwise the stores only. */
    public boolean hasServices() {
        return processes.stream().anyMatch(process -> process.name().equals("edge"));
    }

    void write(Home home) throws IOException {
        JsonArray all = new JsonArray();
        processes.forEach(process -> all.add(process.toJson()));
        home.write(
                home.state(),
                new JsonObject()
                        .put("supervisor", supervisor)
                        .put("phase", phase)
                        .put("since", since)
                        .put("api", api)
                        .put("webSocket", webSocket)
                        .put("tcp", tcp)
                        .put("processes", all)
                        .encodePrettily());
    }

    /** What the supervisor that has the home last wrote; empty when none has it. */
    public static Optional<State> ofRunning(Home home) {
        try {
            if (!home.isLocked()) {
                return Optional.empty();
            }
            JsonObject json = new JsonObject(Files.readString(home.state()));
            return Optional.of(new State(
                    json.getLong("supervisor"),
                    json.getString("phase"),
                    json.getLong("since"),
                    json.getString("api"),
                    json.getString("webSocket"),
                    json.getString("tcp"),
                    json.getJsonArray("processes").stream()
                            .map(JsonObject.class::cast)
                            .map(ProcessState::of)
                            .toList()));
        } catch (NoSuchFileException e) {
            // Locked a moment ago, nothing written yet.
            return Optional.empty();
        } catch (IOException e) {
            throw new StackException("the state of the stack cannot be read: " + e.getMessage(), e);
        }
    }
}
