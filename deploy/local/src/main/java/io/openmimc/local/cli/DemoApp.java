package io.openmimc.local.cli;

import io.openmimc.local.supervisor.Home;
import io.openmimc.local.supervisor.SecretsFile;
import io.openmimc.local.supervisor.State;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An app that is made on this machine, so that there is something to try with, and kept in a file of the home. */
final class DemoApp {
    private static final int UNAUTHORIZED = 401;
    static final long GUESTS_LIVE_SECONDS = 3;

    private final Context context;
    private final Api api;
    private final Path file;
    private final String name;
    private final long temporaryTtlSeconds;

    private DemoApp(Context context, State state, Path file, String name, long temporaryTtlSeconds) {
        this.context = context;
        this.api = new Api(state);
        this.file = file;
        this.name = name;
        this.temporaryTtlSeconds = temporaryTtlSeconds;
    }

    /** The one whose credentials {@code up} prints. */
    static DemoApp of(Context context, State state) {
        return new DemoApp(context, state, context.home().demoApp(), "demo", 0);
    }

    /** One whose accounts live for a moment. */
    static DemoApp ofGuests(Context context, State state) {
        return new DemoApp(context, state, context.home().guestsApp(), "guests", GUESTS_LIVE_SECONDS);
    }

    /** The one that was made before, not asked whether the database still knows it. */
    static Optional<AppSecret> kept(Home home) throws IOException {
        return kept(home.demoApp());
    }

    private static Optional<AppSecret> kept(Path file) throws IOException {
        return Files.exists(file)
                ? Optional.of(AppSecret.of(new JsonObject(Files.readString(file))))
                : Optional.empty();
    }

    /** The app's credentials; makes one when there is none, or when the database does not know it any more. */
    AppSecret ensure() throws IOException, InterruptedException {
        Home home = context.home();
        Optional<AppSecret> kept = kept(file);
        if (kept.isPresent()) {
            JsonObject answer = api.token(kept.get(), "alice");
            if (answer.getInteger("code", 0) != UNAUTHORIZED) {
                Api.requireOk(answer, "The demo app gets no token");
                return kept.get();
            }
        }
        AppSecret fresh = api.createApp(
                SecretsFile.of(home, context.environment()), name, "com.example." + name, temporaryTtlSeconds);
        home.write(file, fresh.toJson().encodePrettily() + "\n");
        return fresh;
    }
}
