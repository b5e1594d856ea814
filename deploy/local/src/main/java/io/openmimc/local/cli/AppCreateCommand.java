package io.openmimc.local.cli;

import io.openmimc.local.supervisor.SecretsFile;
import io.openmimc.local.supervisor.State;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Creates an app and prints its credentials; the secret is shown this once.")
final class AppCreateCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "the app's package, com.example.app if not given")
    private String appPackage = "com.example.app";

    @Option(names = "--json", description = "prints appId, appKey, appSecret and nothing else")
    private boolean json;

    AppCreateCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        State state = context.runningServices();
        AppSecret app =
                new Api(state).createApp(SecretsFile.of(context.home(), context.environment()), name, appPackage, 0);
        if (json) {
            context.out().println(app.toJson().encode());
        } else {
            context.out().println("appId      " + app.appId());
            context.out().println("appKey     " + app.appKey());
            context.out().println("appSecret  " + app.appSecret());
            context.out().println("The secret is not shown again.");
        }
        return 0;
    }
}
