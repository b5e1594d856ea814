package io.openmimc.local.cli;

import io.openmimc.local.StackException;
import io.openmimc.local.demo.Demo;
import io.openmimc.local.demo.DemoTarget;
import io.openmimc.local.supervisor.State;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Lets devices talk over real sockets, and fails loudly where something differs.")
final class DemoCommand implements Callable<Integer> {
    private static final String TOKEN = "OPENMIMC_ADMIN_TOKEN";

    private final Context context;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description =
                    "where the REST paths of another server begin; makes two apps there, demo and guests, with the"
                            + " operators' token in " + TOKEN + ". Without it, the local stack")
    private @Nullable URI api;

    @Option(
            names = "--tcp",
            paramLabel = "HOST:PORT",
            description = "with --api: where its TCP transport is (its host, port 5222)")
    private @Nullable String tcp;

    @Option(
            names = "--websocket",
            paramLabel = "URL",
            description = "with --api: where its WebSocket is (its host, port 8082)")
    private @Nullable URI webSocket;

    DemoCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        new Demo(api == null ? here() : elsewhere(api), context.out()).run();
        return 0;
    }

    private DemoTarget here() throws IOException, InterruptedException {
        if (tcp != null || webSocket != null) {
            throw new StackException("--tcp and --websocket are of the server that --api names.");
        }
        State state = context.runningServices();
        return target(
                URI.create(state.api()),
                URI.create(state.webSocket()),
                state.tcp(),
                DemoApp.of(context, state).ensure(),
                DemoApp.ofGuests(context, state).ensure());
    }

    private DemoTarget elsewhere(URI base) throws IOException, InterruptedException {
        String token = context.environment().getOrDefault(TOKEN, "");
        if (token.isEmpty()) {
            throw new StackException(
                    "The demo makes apps at " + base + ": set " + TOKEN + " to the operators' token there.");
        }
        if (base.getHost() == null) {
            throw new StackException("--api must be as https://im.example.net, not " + base + ".");
        }
        Api operator = new Api(base);
        return target(
                base,
                webSocket == null ? URI.create("ws://" + base.getHost() + ":8082/") : webSocket,
                tcp == null ? base.getHost() + ":5222" : tcp,
                operator.createApp(token, "demo", "com.example.demo", 0),
                operator.createApp(token, "guests", "com.example.guests", DemoApp.GUESTS_LIVE_SECONDS));
    }

    private static DemoTarget target(URI base, URI webSocket, String tcp, AppSecret app, AppSecret guests) {
        URI address = URI.create("tcp://" + tcp);
        if (address.getHost() == null || address.getPort() < 0) {
            throw new StackException("--tcp must be as im.example.net:5222, not " + tcp + ".");
        }
        return new DemoTarget(
                base, webSocket, address.getHost(), address.getPort(), app.credentials(), guests.credentials());
    }
}
