package io.openmimc.local.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.lettuce.core.RedisClient;
import io.openmimc.local.LocalStack;
import io.openmimc.local.process.StackProcess;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StoresTest {
    private static final LocalStack STACK = new LocalStack();
    private static Map<String, String> configuration = Map.of();

    @BeforeAll
    static void startAllFour() {
        configuration = STACK.start();
    }

    @AfterAll
    static void stopThem() {
        STACK.stop();
    }

    @Test
    void postgresqlKeepsWhatWasCommittedBeforeAKill() throws Exception {
        // Given
        try (Connection connection = postgresql()) {
            connection.createStatement().execute("CREATE TABLE kept AS SELECT '中文' AS text");
        }
        // When
        killAndStart("postgresql");
        // Then
        try (Connection connection = postgresql();
                var rows = connection.createStatement().executeQuery("SELECT text FROM kept")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("中文");
        }
    }

    @Test
    void redisKeepsWhatWasWrittenBeforeAKill() {
        RedisClient client = RedisClient.create(configuration.get("openmimc.redis.uri"));
        try (var connection = client.connect()) {
            // Given
            connection.sync().set("kept", "1");
            // When
            killAndStart("redis");
            // Then
            assertThat(connection.sync().get("kept")).isEqualTo("1");
        } finally {
            client.shutdown();
        }
    }

    @Test
    void kafkaKeepsWhatWasAcknowledgedBeforeAKill() throws Exception {
        // Given
        Map<String, Object> settings = Map.of("bootstrap.servers", configuration.get("openmimc.kafka.bootstrap"));
        try (Admin admin = Admin.create(settings);
                var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
            producer.send(new ProducerRecord<>("kept", "key", "value")).get();
        }
        // When
        killAndStart("kafka");
        // Then
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("kept", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            assertThat(consumer.poll(Duration.ofSeconds(20)).records(partition))
                    .extracting(record -> record.value())
                    .containsExactly("value");
        }
    }

    @Test
    void cassandraKeepsWhatWasAnsweredBeforeAKill() {
        // Given
        try (CqlSession session = cassandra()) {
            session.execute(
                    "CREATE KEYSPACE kept WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            session.execute("CREATE TABLE kept.kept (id int PRIMARY KEY, text text)");
            session.execute("INSERT INTO kept.kept (id, text) VALUES (1, '中文')");
        }
        // When
        killAndStart("cassandra");
        // Then
        try (CqlSession session = cassandra()) {
            assertThat(session.execute("SELECT text FROM kept.kept WHERE id = 1")
                            .one()
                            .getString(0))
                    .isEqualTo("中文");
        }
    }

    private static void killAndStart(String store) {
        StackProcess process = STACK.process(store);
        process.kill();
        assertThat(process.isReady()).isFalse();
        process.start();
        process.awaitReady();
    }

    private static Connection postgresql() throws Exception {
        return DriverManager.getConnection(
                configuration.get("quarkus.datasource.jdbc.url"),
                configuration.get("quarkus.datasource.username"),
                configuration.get("quarkus.datasource.password"));
    }

    private static CqlSession cassandra() {
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress(
                        "127.0.0.1", STACK.process("cassandra").port()))
                .withLocalDatacenter(configuration.get("openmimc.cassandra.datacenter"))
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                        .build())
                .build();
    }
}
