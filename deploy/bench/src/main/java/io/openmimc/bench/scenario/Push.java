package io.openmimc.bench.scenario;

import io.openmimc.bench.Stage;
import io.openmimc.bench.load.Payload;
import io.openmimc.bench.phone.Phone;
import io.openmimc.bench.report.Result;
import io.openmimc.sdk.rest.Pushes;
import java.util.List;

/** An app's server writes over REST, one call a message, to accounts that are online. */
final class Push implements Scenario.Play {
    private static final int SENDERS = 10;

    @Override
    public Result run(Stage stage) {
        List<Phone> phones =
                stage.phones(stage.tokens(Stage.names("user", stage.load().users())));
        Pushes pushes = stage.rest().pushes(stage.app());
        return Measured.run("push", stage, (ledger, index, due) -> {
            int to = index % phones.size();
            int from = to % SENDERS;
            Payload payload = new Payload(ledger.series(), index, from, index / phones.size());
            ledger.sending(index, due, 1);
            pushes.toAccount(
                            io.openmimc.sdk.rest.Push.of(
                                    "pusher-" + from,
                                    "server",
                                    payload.bytes(stage.load().sizeBytes())),
                            phones.get(to).account())
                    .whenComplete((packetId, failure) -> {
                        if (failure == null) {
                            ledger.acked(index, System.nanoTime());
                        } else {
                            Stage.refused(ledger, index, failure);
                        }
                    });
        });
    }
}
