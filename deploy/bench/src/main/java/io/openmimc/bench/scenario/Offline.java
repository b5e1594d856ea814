package io.openmimc.bench.scenario;

import io.openmimc.bench.Load;
import io.openmimc.bench.Stage;
import io.openmimc.bench.cost.Usage;
import io.openmimc.bench.load.Ledger;
import io.openmimc.bench.load.Pace;
import io.openmimc.bench.load.Payload;
import io.openmimc.bench.phone.Phone;
import io.openmimc.bench.report.Result;
import io.openmimc.sdk.LoginToken;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Messages to accounts that are away, which then log in together. Acknowledgements are counted from when a message was due,
 * deliveries from when the logins began. The cost is that of storing.
 */
final class Offline implements Scenario.Play {
    /** So many that none has more messages on their way than one session may. */
    private static final int SENDERS = 100;

    @Override
    public Result run(Stage stage) {
        Load load = stage.load();
        List<Phone> senders = stage.phones(stage.tokens(Stage.names("sender", SENDERS)));
        // Accounts that no run has had before: nothing else waits for them.
        List<String> names = Stage.names("away-" + Long.toString(System.currentTimeMillis(), 36), load.users());
        List<LoginToken> tokens = stage.tokens(names);
        Pace pace = new Pace(load.rate());
        int messages = pace.times(load.seconds());
        Ledger ledger = stage.ledger(messages);
        stage.say("Storing %d messages for %d accounts", messages, names.size());
        Usage before = stage.begin();
        pace.run(messages, (index, due) -> {
            int to = index % names.size();
            int from = to % SENDERS;
            Payload payload = new Payload(ledger.series(), index, from, index / names.size());
            ledger.sending(index, due, 1);
            senders.get(from).send(Stage.packetId(ledger, index), names.get(to), payload.bytes(load.sizeBytes()));
        });
        ledger.awaitAnswers(Stage.PATIENCE_SECONDS, TimeUnit.SECONDS);
        double storing = ledger.answeredSeconds();
        Usage after = stage.end();
        stage.say("Logging in");
        long start = System.nanoTime();
        ledger.dueAt(start);
        stage.phones(tokens);
        ledger.awaitComplete(Stage.PATIENCE_SECONDS, TimeUnit.SECONDS);
        double drain = ledger.spanSeconds();
        return Result.of(
                "offline",
                load,
                ledger,
                after.since(before, ledger.sent()),
                Map.of(
                        "stored_per_s", ledger.acknowledged() / storing,
                        "drain_s", drain,
                        "drained_per_s", ledger.delivered() / drain));
    }
}
