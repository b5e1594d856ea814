package io.openmimc.bench;

import io.openmimc.bench.cost.Flames;
import io.openmimc.bench.report.OverloadResult;
import io.openmimc.bench.report.Result;
import io.openmimc.bench.scenario.Overload;
import io.openmimc.bench.scenario.Scenario;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.Push;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/** Runs scenarios. */
public final class Bench {
    private static final int THOUSAND = 1_000;
    private static final int FILLED_AT_ONCE = 100; // recipients of one push

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
    public List<Result> run(Scenario scenario, Load load) {
        try (Stage stage = new Stage(target, app, load, flames, progress)) {
            stage.say("%s", scenario.description());
            fill(stage, load.fill());
            return scenario.run(stage);
        }
    }

    /**
     * Makes loads that are more than the server can carry, and says what came of them.
     *
     * @param multiples of the capacity, one after the other
     * @throws BenchException where that is not possible: no answer, or no rate that is carried
     */
    public List<OverloadResult> overload(Load load, OverloadSettings settings, List<Double> multiples) {
        try (Stage stage = new Stage(target, app, load, flames, progress)) {
            fill(stage, load.fill());
            return new Overload(stage, settings).run(multiples);
        }
    }

    /** Stores that many thousand conversations of one message each; one call at a time. */
    private static void fill(Stage stage, int thousands) {
        if (thousands > 0) {
            String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
            stage.each("thousand conversations", thousands, 1, i -> fillSome(stage, run, i));
        }
    }

    /** A stack that has just started does not get a thousand new accounts done in the time that a call has. */
    private static CompletionStage<Integer> fillSome(Stage stage, String run, int thousand) {
        CompletionStage<Integer> stored = CompletableFuture.completedStage(0);
        for (int call = 0; call < THOUSAND / FILLED_AT_ONCE; call++) {
            String name = run + "-" + thousand + "-" + call;
            stored = stored.thenCompose(before -> fillOne(stage, name).thenApply(now -> before + now));
        }
        return stored;
    }

    private static CompletionStage<Integer> fillOne(Stage stage, String name) {
        byte[] payload = new byte[stage.load().sizeBytes()];
        ThreadLocalRandom.current().nextBytes(payload); // nothing that compresses away: it is for what files weigh
        return stage.rest()
                .pushes(stage.app())
                .toAccounts(Push.of("filler-" + name, "server", payload), Stage.names("filled-" + name, FILLED_AT_ONCE))
                .thenApply(ids -> ids.size());
    }
}
