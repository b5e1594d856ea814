package io.openmimc.local.cli;

import io.openmimc.local.supervisor.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description =
                "Stops processes of the running stack in order and starts them again; starts those that are dead.")
final class RestartCommand implements Callable<Integer> {
    private final Context context;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "such as gateway-service-1, or a service as gateway for all its replicas")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--rolling",
            description = "one after another, each when the one before is ready; without a name all services")
    private boolean rolling;

    RestartCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (names.isEmpty() && !rolling) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "Say what to restart: mimc restart gateway-service-1, or mimc restart --rolling for all services");
        }
        context.running();
        Order.restart(names, rolling).give(context.home(), context.out()::println);
        return 0;
    }
}
