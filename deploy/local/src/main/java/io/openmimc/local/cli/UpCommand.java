package io.openmimc.local.cli;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Program;
import io.openmimc.local.supervisor.SecretsFile;
import io.openmimc.local.supervisor.Start;
import io.openmimc.local.supervisor.State;
import io.openmimc.local.supervisor.Supervisor;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Builds what is stale, starts the stack, and returns when it is ready.")
final class UpCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--replicas",
            paramLabel = "SERVICE=N,…",
            description = "so many processes of these services, from 1 to 4, as gateway=2,history=2")
    private String replicas = "";

    @Option(names = "--stores", description = "only the stores, for services that run elsewhere")
    private boolean storesOnly;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = "with --stores: the address of this machine that they are bound to and tell their clients")
    private String listen = Program.LOOPBACK;

    UpCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Start what = new Start(replicas, storesOnly, listen);
        what.check();
        Optional<State> already = State.ofRunning(context.home());
        if (already.isPresent()) {
            if (!already.get().phase().equals("running")) {
                throw new StackException("The stack is " + already.get().phase() + " already; see ./mimc status.");
            }
            context.out()
                    .println("The stack is already running; nothing was done. ./mimc down stops it"
                            + (what.equals(Start.USUAL) ? "." : ", ./mimc scale changes how many replicas there are."));
            printNext(already.get(), DemoApp.kept(context.home()));
            return 0;
        }
        long start = System.nanoTime();
        try (Launch launch = new Launch(context, Supervisor.class, what)) {
            launch.awaitUp();
            State state = context.running();
            Optional<AppSecret> app =
                    state.hasServices() ? Optional.of(DemoApp.of(context, state).ensure()) : Optional.empty();
            launch.release();
            context.out().printf("ready, after %.1f s%n", (System.nanoTime() - start) / 1e9);
            printNext(state, app);
        }
        return 0;
    }

    private void printNext(State state, Optional<AppSecret> app) throws IOException {
        if (state.hasServices()) {
            new NextSteps(context, state).print(app);
        } else {
            new StoreAddresses(state, SecretsFile.of(context.home(), context.environment())).print(context.out());
        }
    }
}
