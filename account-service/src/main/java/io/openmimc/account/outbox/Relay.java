package io.openmimc.account.outbox;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.kit.outbox.OutboxRelay;
import io.openmimc.kit.outbox.OutboxTable;
import io.openmimc.kit.setup.Setup;
import io.openmimc.proto.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** The relay of this service's outbox, which sends from start to end. */
class Relay {
    static final OutboxTable TABLE = new OutboxTable(
            "account",
            "account.outbox",
            Rows.COLUMNS,
            0x4f55_5442_4f58L,
            List.of(Topics.APPS, Topics.ACCOUNTS),
            Rows::read);

    @Produces
    @Singleton
    OutboxRelay relay(AgroalDataSource database, KafkaConfig kafka, TopicSetup topics, MeterRegistry metrics) {
        return new OutboxRelay(TABLE, database, kafka, topics, metrics);
    }

    void start(@Observes StartupEvent started, OutboxRelay relay, Setup setup) {
        var unused = setup.done().thenRun(relay::start);
    }

    /** Before the data source closes. */
    void stop(@Observes ShutdownEvent ending, OutboxRelay relay) {
        relay.stop();
    }
}
