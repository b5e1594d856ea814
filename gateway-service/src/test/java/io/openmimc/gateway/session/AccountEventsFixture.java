package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.wire.XMMsgBindResp;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Sessions, and the events that tell the gateway what becomes of their accounts. */
abstract class AccountEventsFixture {
    Neighbours neighbours;

    @Inject
    Gateway gateway;

    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    String bootstrap;

    final List<AutoCloseable> toClose = new ArrayList<>();
    private KafkaProducer<byte[], byte[]> producer;

    /** Somebody whose account can end. */
    abstract Identity first() throws Exception;

    /** Ends the sessions of an account by an event. */
    abstract void end(Identity account) throws Exception;

    /** Events are heard from now on: the gateway finds the topic some time after it is there. */
    @BeforeEach
    void awaitEventsHeard() throws Exception {
        gateway.awaitReady();
        gateway.ensureTopic(Topics.ACCOUNTS);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer());
        Phone first = phone(first()).login();
        await().atMost(Wire.PATIENCE).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            end(first.identity);
            assertThat(gateway.served(first.identity)).isZero();
        });
    }

    @AfterEach
    void closeAll() throws Exception {
        neighbours.open();
        neighbours.accounts().restore();
        producer.close();
        for (AutoCloseable resource : toClose) {
            resource.close();
        }
    }

    Phone phone(Identity identity) throws Exception {
        Phone phone = new Phone(gateway.tcp(), identity);
        toClose.add(phone);
        return phone;
    }

    /** All in one partition: who has heard of a later one has heard of an earlier one. */
    void tell(AccountChanged event) throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.ACCOUNTS, 0, Topics.key(event.getAccount().getUuid()), event.toByteArray()))
                .get(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    static void assertTokenRefused(XMMsgBindResp answer) {
        assertThat(answer.getResult()).isFalse();
        assertThat(answer.getErrorType()).isEqualTo("token-expired");
        assertThat(answer.getErrorReason()).isEqualTo("invalid-token");
    }
}
