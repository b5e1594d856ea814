package io.openmimc.bench.scenario;

import io.openmimc.bench.Load;
import io.openmimc.bench.Stage;
import io.openmimc.bench.cost.Cost;
import io.openmimc.bench.cost.Usage;
import io.openmimc.bench.load.Ledger;
import io.openmimc.bench.load.Pace;
import io.openmimc.bench.report.Result;
import io.openmimc.sdk.LoginToken;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Devices that log in, ten of each account, and then stay and say nothing. A login counts as sent and delivered; its latency
 * is from when it was due until the server has let it in. Tokens are fetched before.
 */
final class Connect implements Scenario.Play {
    /** What one account may have by default. */
    private static final int DEVICES = 10;
    /** What the first connections load is not the cost of one. */
    private static final int FIRST = 100;

    private static final String GATEWAY = "gateway-service";

    @Override
    public Result run(Stage stage) {
        Load load = stage.load();
        List<LoginToken> tokens = stage.tokens(Stage.names("idle", (load.users() + DEVICES - 1) / DEVICES));
        List<LoginToken> others = stage.tokens(Stage.names("first", FIRST / DEVICES));
        stage.each("first logins", FIRST, i -> stage.login(others.get(i / DEVICES), "device-" + i % DEVICES));
        Usage before = stage.begin();
        Ledger ledger = stage.ledger(load.users());
        new Pace(load.rate()).run(load.users(), (index, due) -> {
            ledger.sending(index, due, 1);
            stage.login(tokens.get(index / DEVICES), "device-" + index % DEVICES)
                    .whenComplete((phone, failure) -> {
                        long now = System.nanoTime();
                        if (failure == null) {
                            ledger.acked(index, now);
                            ledger.arrived(index, now);
                        } else {
                            Stage.refused(ledger, index, failure);
                        }
                    });
        });
        ledger.awaitComplete(Stage.PATIENCE_SECONDS, TimeUnit.SECONDS);
        Usage after = stage.end();
        Cost cost = after.since(before, ledger.sent());
        return Result.of(
                "connect",
                load,
                ledger,
                cost,
                Map.of(
                        "logins_per_s",
                        ledger.delivered() / ledger.spanSeconds(),
                        "gateway_kb_per_connection",
                        kilobytes(after, before, ledger.delivered()),
                        "ended_connections",
                        (double) stage.gone()));
    }

    private static double kilobytes(Usage after, Usage before, long connections) {
        return (after.residentBytes(GATEWAY) - before.residentBytes(GATEWAY)) / 1024.0 / Math.max(1, connections);
    }
}
