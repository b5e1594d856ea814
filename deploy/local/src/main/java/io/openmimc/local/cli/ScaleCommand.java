package io.openmimc.local.cli;

import io.openmimc.local.service.Replicas;
import io.openmimc.local.supervisor.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = "Starts or stops replicas of services of the running stack; those that go stop in order.")
final class ScaleCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "SERVICE=N", arity = "1..*", description = "from 1 to 4, as gateway=3 history=2")
    private List<String> wanted = new ArrayList<>();

    ScaleCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String replicas = String.join(",", wanted);
        Replicas.parse(replicas);
        context.running();
        Order.scale(replicas).give(context.home(), context.out()::println);
        return 0;
    }
}
