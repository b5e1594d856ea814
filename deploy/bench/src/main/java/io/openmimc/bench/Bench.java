package io.openmimc.bench;

import io.openmimc.bench.cost.Flames;
import io.openmimc.bench.report.Result;
import io.openmimc.bench.scenario.Scenario;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.Push;
import java.io.PrintStream;
import java.util.concurrent.CompletionStage;

/** Runs scenarios. */
public final class Bench {
    private static final int THOUSAND = 1_000; // recipients of one push

    private final Target target;
    private final AppCredentials app;
    private final Flames flames;
    private final PrintStream progress;

    /**
     * @param app whose accounts talk, with limits that leave room for the load
     * @param flames of what is measured
     * @param progress is told what is going on
     */
    public Bench(Target target, AppCredentials app, Flames flames, PrintStream progress) {
        this.target = target;
        this.app = app;
        this.flames = flames;
        this.progress = progress;
    }

    /**
     * Makes a load, and says what came of it.
     *
     * @throws BenchException where that is not possible: no answer, or a refusal
     */
    public Result run(Scenario scenario, Load load) {
        try (Stage stage = new Stage(target, app, load, flames, progress)) {
            stage.say("%s", scenario.description());
            fill(stage, load.fill());
            return scenario.run(stage);
        }
    }

    /** Stores that many thousand conversations of one message each; one call at a time, which has a second or two to be done. */
    private static void fill(Stage stage, int thousands) {
        if (thousands > 0) {
            String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
            stage.each("thousand conversations", thousands, 1, i -> fillSome(stage, run, i));
        }
    }

    private static CompletionStage<Integer> fillSome(Stage stage, String run, int call) {
        byte[] payload = new byte[stage.load().sizeBytes()];
        return stage.rest()
                .pushes(stage.app())
                .toAccounts(
                        Push.of("filler-" + run + "-" + call, "server", payload),
                        Stage.names("filled-" + run + "-" + call, THOUSAND))
                .thenApply(ids -> ids.size());
    }
}
