package io.openmimc.callback;

import com.google.protobuf.ByteString;
import io.agroal.api.AgroalDataSource;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Topics;
import io.openmimc.proto.accounts.CallbackKind;
import io.openmimc.proto.accounts.CallbackSettings;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.AppChanged;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.events.MessageDelivered;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the running service share: the real stores, an account-service, a receiver and an app of their own. */
public abstract class CallbackFixture {
    private static final AtomicLong SEQUENCES = new AtomicLong(System.currentTimeMillis() << 16);

    public LocalStack stack;
    public AccountServiceStandIn accounts;
    public TopicServiceStandIn topics;

    @Inject
    protected KafkaConfig kafka;

    @Inject
    protected AgroalDataSource database;

    @Inject
    protected AdjustableClock clock;

    protected Receiver receiver;
    protected long appId;
    private Producer<byte[], byte[]> producer;

    @BeforeEach
    void open() {
        receiver = new Receiver();
        producer = ProducerSettings.background("test").open(kafka);
        appId = app("", "");
    }

    @AfterEach
    void close() {
        producer.close();
        receiver.close();
    }

    /** A new app with callbacks of all kinds. */
    protected long app(String instantUrl, String offlineUrl) {
        long id = accounts.newAppId();
        accounts.app(AccountServiceStandIn.settings(id).build());
        accounts.callbacks(hook(id, instantUrl, offlineUrl).build());
        return id;
    }

    protected static CallbackSettings.Builder hook(long appId, String instantUrl, String offlineUrl) {
        return CallbackSettings.newBuilder()
                .setAppId(appId)
                .setInstantUrl(instantUrl)
                .setOfflineUrl(offlineUrl)
                .addAllKinds(Arrays.stream(CallbackKind.values())
                        .filter(kind -> kind != CallbackKind.UNRECOGNIZED)
                        .toList())
                .setTimeoutMs(2_000)
                .addSecrets("secret")
                .setVersion(1);
    }

    protected static AcceptedMessage.Builder message(long appId, String from, String to) {
        return AcceptedMessage.newBuilder()
                .setSequence(SEQUENCES.incrementAndGet())
                .setTimestamp(System.currentTimeMillis())
                .setAppId(appId)
                .setKind(Kind.P2P)
                .setFrom(account(from))
                .setTo(account(to))
                .setPayload(ByteString.copyFromUtf8("hello"));
    }

    protected static AcceptedMessage.Builder topicMessage(long appId, String from, long topicId) {
        return message(appId, from, "").clearTo().setKind(Kind.P2T).setTopicId(topicId);
    }

    protected static AccountRef account(String name) {
        return AccountRef.newBuilder()
                .setUuid(1_000 + Math.abs((long) name.hashCode()))
                .setAccount(name)
                .build();
    }

    /** Puts messages onto the log, as a gateway does. */
    protected void accept(AcceptedMessage... messages) {
        accept(List.of(messages));
    }

    protected void accept(List<AcceptedMessage> messages) {
        messages.forEach(message -> send(Topics.MESSAGES, message, message.toByteArray()));
        producer.flush();
    }

    /** Tells a message's fate, as dispatch does: who is offline, and who is not. */
    protected void decide(AcceptedMessage message, List<String> offline, List<String> online) {
        var event = MessageDelivered.newBuilder().setMessage(message);
        offline.forEach(name -> event.addRecipients(MessageDelivered.Recipient.newBuilder()
                .setAccount(account(name))
                .setOffline(true)));
        online.forEach(name -> event.addRecipients(MessageDelivered.Recipient.newBuilder()
                .setAccount(account(name))
                .addTakenBy("phone")));
        send(Topics.DELIVERIES, message, event.build().toByteArray());
        producer.flush();
    }

    /** Tells that an app was changed, as account-service does. */
    protected void changed(long app) {
        AppChanged event = AppChanged.newBuilder()
                .setAppId(app)
                .setChange(AppChanged.Change.CHANGED)
                .build();
        producer.send(new ProducerRecord<>(Topics.APPS, Topics.key(app), event.toByteArray()));
        producer.flush();
    }

    private void send(String topic, AcceptedMessage message, byte[] value) {
        long key = message.getKind() == Kind.P2T
                ? message.getTopicId()
                : message.getTo().getUuid();
        producer.send(new ProducerRecord<>(topic, Topics.key(key), value));
    }

    /** How many rows of an app fulfil a condition. */
    protected long rows(long app, String condition) {
        String sql = "SELECT count(*) FROM callback.deliveries WHERE app_id = ? AND " + condition;
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, app);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
