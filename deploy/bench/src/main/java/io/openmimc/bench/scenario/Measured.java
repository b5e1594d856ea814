package io.openmimc.bench.scenario;

import io.openmimc.bench.Load;
import io.openmimc.bench.Stage;
import io.openmimc.bench.cost.Usage;
import io.openmimc.bench.load.Ledger;
import io.openmimc.bench.load.Pace;
import io.openmimc.bench.report.Result;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A load at a steady rate: some seconds to warm up, then those that count. */
final class Measured {
    /** Sends one message of a series. */
    @FunctionalInterface
    interface Sender {
        /** Tells the ledger with {@link Ledger#sending}, then sends. */
        void send(Ledger ledger, int index, long dueNanos);
    }

    private Measured() {}

    static Result run(String scenario, Stage stage, Sender sender) {
        Load load = stage.load();
        if (load.warmUpSeconds() > 0) {
            stage.say("Warming up for %d s", load.warmUpSeconds());
            series(stage, load.warmUpSeconds(), sender);
        }
        stage.say("Measuring for %d s", load.seconds());
        Usage before = stage.begin();
        Ledger ledger = series(stage, load.seconds(), sender);
        Usage after = stage.end();
        return Result.of(scenario, load, ledger, after.since(before, ledger.sent()), Map.of());
    }

    /** Sends for some seconds, and waits until all of it has arrived. */
    private static Ledger series(Stage stage, int seconds, Sender sender) {
        Pace pace = new Pace(stage.load().rate());
        int messages = pace.times(seconds);
        Ledger ledger = stage.ledger(messages);
        pace.run(messages, (index, due) -> sender.send(ledger, index, due));
        if (!ledger.awaitComplete(Stage.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            stage.say("Not all has come within %d s", Stage.PATIENCE_SECONDS);
        }
        return ledger;
    }
}
