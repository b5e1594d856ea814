package io.openmimc.local.cli;

import io.openmimc.local.supervisor.Home;
import io.openmimc.local.supervisor.SecretsFile;
import io.openmimc.local.supervisor.State;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;

/** The app that {@code up} makes on this machine, so that there is something to try with. */
final class DemoApp {
    private static final int UNAUTHORIZED = 401;

    private final Context context;
    private final Api api;

    DemoApp(Context context, State state) {
        this.context = context;
        this.api = new Api(state);
    }

    /** The app's credentials; makes one when there is none, or when the database does not know it any more. */
    AppSecret ensure() throws IOException, InterruptedException {
        Home home = context.home();
        if (Files.exists(home.demoApp())) {
            AppSecret kept = AppSecret.of(new JsonObject(Files.readString(home.demoApp())));
            JsonObject answer = api.token(kept, "alice");
            if (answer.getInteger("code", 0) != UNAUTHORIZED) {
                Api.requireOk(answer, "The demo app gets no token");
                return kept;
            }
        }
        AppSecret fresh = api.createApp(SecretsFile.of(home, context.environment()), "demo", "com.example.demo");
        home.write(home.demoApp(), fresh.toJson().encodePrettily() + "\n");
        return fresh;
    }
}
