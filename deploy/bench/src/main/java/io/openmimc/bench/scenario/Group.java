package io.openmimc.bench.scenario;

import io.openmimc.bench.Stage;
import io.openmimc.bench.load.Payload;
import io.openmimc.bench.phone.Phone;
import io.openmimc.bench.report.Result;
import java.util.List;

/** One member of a group writes into it; everybody else is online and hears it. */
final class Group implements Scenario.Play {
    @Override
    public Result run(Stage stage) {
        List<String> names = Stage.names("member", stage.load().users());
        List<Phone> phones = stage.phones(stage.tokens(names));
        long topic = create(stage, names);
        return Measured.run("group", stage, (ledger, index, due) -> {
            ledger.sending(index, due, phones.size() - 1);
            phones.get(0)
                    .sendToTopic(
                            Stage.packetId(ledger, index),
                            topic,
                            new Payload(ledger.series(), index, 0, index)
                                    .bytes(stage.load().sizeBytes()));
        });
    }

    /** A group of these accounts, the first its owner. */
    static long create(Stage stage, List<String> members) {
        return Stage.get(stage.rest()
                        .topics(stage.app(), members.get(0))
                        .create("bench", members.subList(1, members.size())))
                .id();
    }
}
