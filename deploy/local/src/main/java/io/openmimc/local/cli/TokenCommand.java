package io.openmimc.local.cli;

import io.openmimc.local.supervisor.State;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Prints the token answer for an account of the demo app, as clients take it.")
final class TokenCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "ACCOUNT")
    private String account = "";

    @Option(names = "--bare", description = "prints only the token, for a token: header")
    private boolean bare;

    TokenCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        State state = context.runningServices();
        JsonObject answer = new Api(state).token(DemoApp.of(context, state).ensure(), account);
        Api.requireOk(answer, "There is no token for this account");
        context.out().println(bare ? answer.getJsonObject("data").getString("token") : answer.encode());
        return 0;
    }
}
