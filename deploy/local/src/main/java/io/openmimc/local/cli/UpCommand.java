package io.openmimc.local.cli;

import io.openmimc.local.StackException;
import io.openmimc.local.supervisor.State;
import io.openmimc.local.supervisor.Supervisor;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Builds what is stale, starts the stack, and returns when it is ready.")
final class UpCommand implements Callable<Integer> {
    private final Context context;

    UpCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<State> already = State.ofRunning(context.home());
        if (already.isPresent()) {
            if (!already.get().phase().equals("running")) {
                throw new StackException("The stack is " + already.get().phase() + " already; see ./mimc status.");
            }
            context.out().println("The stack is already running; nothing was done. ./mimc down stops it.");
            new NextSteps(context, already.get()).print(DemoApp.kept(context.home()));
            return 0;
        }
        long start = System.nanoTime();
        try (Launch launch = new Launch(context, Supervisor.class)) {
            launch.awaitUp();
            State state = context.running();
            AppSecret app = DemoApp.of(context, state).ensure();
            launch.release();
            context.out().printf("ready, after %.1f s%n", (System.nanoTime() - start) / 1e9);
            new NextSteps(context, state).print(Optional.of(app));
        }
        return 0;
    }
}
