package io.openmimc.local.cli;

import io.openmimc.local.supervisor.Home;
import io.openmimc.local.supervisor.SecretsFile;
import io.openmimc.local.supervisor.State;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** The app that {@code up} makes on this machine, so that there is something to try with. */
final class DemoApp {
    private static final int UNAUTHORIZED = 401;

    private final Context context;
    private final Api api;

    DemoApp(Context context, State state) {
        this.context = context;
        this.api = new Api(state);
    }

    /** The one that was made before, not asked whether the database still knows it. */
    static Optional<AppSecret> kept(Home home) throws IOException {
        return Files.exists(home.demoApp())
                ? Optional.of(AppSecret.of(new JsonObject(Files.readString(home.demoApp()))))
                : Optional.empty();
    }

    /** The app's credentials; makes one when there is none, or when the database does not know it any more. */
    AppSecret ensure() throws IOException, InterruptedException {
        Home home = context.home();
        Optional<AppSecret> kept = kept(home);
        if (kept.isPresent()) {
            JsonObject answer = api.token(kept.get(), "alice");
            if (answer.getInteger("code", 0) != UNAUTHORIZED) {
                Api.requireOk(answer, "The demo app gets no token");
                return kept.get();
            }
        }
        AppSecret fresh = api.createApp(SecretsFile.of(home, context.environment()), "demo", "com.example.demo");
        home.write(home.demoApp(), fresh.toJson().encodePrettily() + "\n");
        return fresh;
    }
}
