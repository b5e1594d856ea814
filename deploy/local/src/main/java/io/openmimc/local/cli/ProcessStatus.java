package io.openmimc.local.cli;

import io.openmimc.local.process.Memory;
import io.openmimc.local.process.Ports;
import io.openmimc.local.supervisor.State.ProcessState;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * One process as it is now.
 *
 * @param up whether it runs and somebody listens on its port
 * @param stopping whether it was asked to stop
 * @param managementPort where its health and metrics are; 0 when it has none
 * @param memoryBytes resident, its children included
 */
record ProcessStatus(
        String name,
        boolean up,
        boolean stopping,
        long pid,
        int port,
        int managementPort,
        long memoryBytes,
        int restarts,
        String log) {
    static List<ProcessStatus> of(List<ProcessState> states) {
        return states.stream().map(ProcessStatus::of).toList();
    }

    private static ProcessStatus of(ProcessState state) {
        var handle = ProcessHandle.of(state.pid()).filter(process -> state.pid() != 0 && process.isAlive());
        return new ProcessStatus(
                state.name(),
                handle.isPresent() && !Ports.isFree(state.host(), state.port()),
                state.stopping(),
                handle.map(ProcessHandle::pid).orElse(0L),
                state.port(),
                state.managementPort(),
                handle.map(Memory::ofTree).orElse(0L),
                state.restarts(),
                state.log());
    }

    String word() {
        if (pid == 0) {
            return "dead";
        }
        return stopping ? "stopping" : up ? "up" : "starting";
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("name", name)
                .put("up", up)
                .put("state", word())
                .put("pid", pid)
                .put("port", port)
                .put("managementPort", managementPort == 0 ? null : managementPort)
                .put("memoryBytes", memoryBytes)
                .put("restarts", restarts)
                .put("log", log);
    }
}
