package io.openmimc.callback.intake;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.callback.CallbackConfig;
import io.openmimc.kit.kafka.ConsumerLoops;
import io.openmimc.kit.kafka.ConsumerSet;
import io.openmimc.kit.kafka.ConsumerSettings;
import io.openmimc.kit.kafka.UnreadableRecordException;
import io.openmimc.kit.setup.Setup;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.MessageDelivered;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Reads accepted messages as the consumer group {@value #INSTANT}, and their fates as {@value #OFFLINE}. An offset moves
 * when the app has the callback or the database does. Alive while both consumers are.
 */
@Liveness
@Singleton
class Intake implements HealthCheck {
    static final String INSTANT = "callback-instant";
    static final String OFFLINE = "callback-offline";

    private final Messages messages;
    private final ConsumerSet consumers;

    Intake(Messages messages, CallbackConfig config, ConsumerLoops make, Setup setup) {
        this.messages = messages;
        this.consumers = new ConsumerSet(
                "its tables and topics",
                setup.done(),
                List.of(
                        make.loop(
                                ConsumerSettings.durable(Topics.MESSAGES, INSTANT)
                                        .gathering(config.gather()),
                                records -> records.stream().map(this::accepted).toList()),
                        make.loop(
                                ConsumerSettings.durable(Topics.DELIVERIES, OFFLINE)
                                        .gathering(config.gather()),
                                records -> records.stream().map(this::delivered).toList())));
    }

    void start(@Observes StartupEvent started) {
        consumers.start();
    }

    /** Before what it needs is closed. */
    void stop(@Observes @Priority(1) ShutdownEvent ending) {
        consumers.close();
    }

    private CompletionStage<Void> accepted(ConsumerRecord<byte[], byte[]> record) {
        try {
            return messages.accepted(AcceptedMessage.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException e) {
            return unreadable("not an AcceptedMessage: " + e.getMessage());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e); // thrown on, it would end the consumer for all records
        }
    }

    private CompletionStage<Void> delivered(ConsumerRecord<byte[], byte[]> record) {
        try {
            return messages.delivered(MessageDelivered.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException e) {
            return unreadable("not a MessageDelivered: " + e.getMessage());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static CompletionStage<Void> unreadable(String reason) {
        return CompletableFuture.failedStage(new UnreadableRecordException(reason));
    }

    @Override
    public HealthCheckResponse call() {
        return consumers.health();
    }
}
