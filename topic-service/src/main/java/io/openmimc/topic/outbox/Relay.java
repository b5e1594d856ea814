package io.openmimc.topic.outbox;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.kit.outbox.OutboxEvent;
import io.openmimc.kit.outbox.OutboxRelay;
import io.openmimc.kit.outbox.OutboxTable;
import io.openmimc.kit.setup.Setup;
import io.openmimc.proto.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The relay of this service's outbox, which sends from start to end. */
class Relay {
    private static final OutboxTable TABLE = new OutboxTable(
            "topic",
            "topic.outbox",
            "id, topic_id, event, created_at",
            0x544f_5049_4353L,
            List.of(Topics.TOPICS),
            Relay::read);

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

    private static OutboxEvent read(ResultSet row) throws SQLException {
        byte[] key = Topics.key(row.getLong(2));
        return new OutboxEvent(
                row.getLong(1), row.getLong(4), new ProducerRecord<>(Topics.TOPICS, key, row.getBytes(3)));
    }
}
