package io.openmimc.bench.scenario;

import io.openmimc.bench.Stage;
import io.openmimc.bench.load.Ledger;
import io.openmimc.bench.load.Payload;
import io.openmimc.bench.phone.Phone;
import io.openmimc.bench.report.Result;
import java.util.List;

/** Pairs of accounts, all online, that write to each other, one after the other. */
final class PeerToPeer implements Scenario.Play {
    @Override
    public Result run(Stage stage) {
        List<Phone> phones = pairs(stage, stage.load().users());
        return Measured.run("p2p", stage, (ledger, index, due) -> send(stage, phones, ledger, index, due));
    }

    /** An even number of phones. */
    static List<Phone> pairs(Stage stage, int users) {
        return stage.phones(stage.tokens(Stage.names("user", users + users % 2)));
    }

    static void send(Stage stage, List<Phone> phones, Ledger ledger, int index, long due) {
        int from = index % phones.size();
        Payload payload = new Payload(ledger.series(), index, from, index / phones.size());
        ledger.sending(index, due, 1);
        phones.get(from)
                .send(
                        Stage.packetId(ledger, index),
                        phones.get(from ^ 1).account(),
                        payload.bytes(stage.load().sizeBytes()));
    }
}
