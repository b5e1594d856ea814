package io.openmimc.local.cli;

import io.openmimc.local.StackException;
import io.openmimc.local.supervisor.State;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

@Command(name = "down", mixinStandardHelpOptions = true, description = "Stops the stack; its data stay.")
final class DownCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 150;

    private final Context context;

    DownCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        context.out().println(stop() ? "The stack is stopped; its data are kept." : "The stack was not running.");
        return 0;
    }

    /** Returns when nothing runs any more; false when nothing did. */
    boolean stop() throws IOException, InterruptedException {
        Optional<State> state = State.ofRunning(context.home());
        if (state.isEmpty()) {
            return false;
        }
        Optional<ProcessHandle> supervisor = ProcessHandle.of(state.get().supervisor());
        if (supervisor.isPresent()) {
            context.out().println("Stopping the services and the stores");
            supervisor.get().destroy();
            try {
                supervisor.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // Its children watch it, and stop when it is gone.
                supervisor.get().destroyForcibly();
            }
        }
        if (context.home().isLocked()) {
            throw new StackException("The supervisor (pid " + state.get().supervisor() + ") does not end. Its log is "
                    + context.home().logs().resolve("supervisor.log") + ".");
        }
        return true;
    }
}
