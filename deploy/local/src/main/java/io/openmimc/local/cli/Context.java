package io.openmimc.local.cli;

import io.openmimc.local.StackException;
import io.openmimc.local.supervisor.Home;
import io.openmimc.local.supervisor.State;
import java.io.PrintStream;
import java.util.Map;

/** What every command works with. */
record Context(Home home, Map<String, String> environment, PrintStream out) {
    /**
     * The stack that runs, with its services.
     *
     * @throws StackException if none does, or only stores do
     */
    State runningServices() {
        State state = running();
        if (!state.hasServices()) {
            throw new StackException("Only the stores run here (./mimc up --stores); there is no service to talk to.");
        }
        return state;
    }

    /**
     * The stack that runs.
     *
     * @throws StackException if none does
     */
    State running() {
        State state = State.ofRunning(home)
                .orElseThrow(() -> new StackException("The stack is not running. Start it with ./mimc up."));
        if (!state.phase().equals("running")) {
            throw new StackException("The stack is " + state.phase() + ". Try again in a moment.");
        }
        return state;
    }
}
