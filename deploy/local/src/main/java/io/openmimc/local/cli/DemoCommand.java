package io.openmimc.local.cli;

import io.openmimc.local.demo.Demo;
import io.openmimc.local.demo.DemoTarget;
import io.openmimc.local.supervisor.State;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Lets devices talk over real sockets, and fails loudly where something differs.")
final class DemoCommand implements Callable<Integer> {
    private final Context context;

    DemoCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        State state = context.runningServices();
        URI tcp = URI.create("tcp://" + state.tcp());
        AppSecret app = DemoApp.of(context, state).ensure();
        AppSecret guests = DemoApp.ofGuests(context, state).ensure();
        new Demo(
                        new DemoTarget(
                                URI.create(state.api()),
                                URI.create(state.webSocket()),
                                tcp.getHost(),
                                tcp.getPort(),
                                app.credentials(),
                                guests.credentials()),
                        context.out())
                .run();
        return 0;
    }
}
