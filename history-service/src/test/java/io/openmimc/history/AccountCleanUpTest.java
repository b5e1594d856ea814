package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.account.ExistingAccounts;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.inbox.PullRequest;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What is left of an account that is gone. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "cassandra,kafka,redis"))
@WithTestResource(Neighbours.class)
class AccountCleanUpTest extends HistoryFixture {
    @Inject
    ExistingAccounts existing;

    private void publish(long uuid, byte[] value) throws Exception {
        try (Producer<byte[], byte[]> producer =
                ProducerSettings.background("test").open(kafka)) {
            producer.send(new ProducerRecord<>(Topics.ACCOUNTS, Topics.key(uuid), value))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void publish(long uuid, AccountChanged.Change change) throws Exception {
        publish(
                uuid,
                AccountChanged.newBuilder()
                        .setAppId(Neighbours.APP)
                        .setAccount(AccountRef.newBuilder().setUuid(uuid).setAccount("guest"))
                        .setChange(change)
                        .build()
                        .toByteArray());
    }

    private long deviceRows(long uuid) {
        return count("SELECT count(*) FROM devices WHERE uuid = " + uuid);
    }

    private boolean inRedis(long uuid) {
        return redis.call("test", commands -> commands.exists("devices:{" + uuid + "}"))
                        .toCompletableFuture()
                        .join()
                > 0;
    }

    /** An account with a device that is away, and a message that waits for it. */
    private void awayWithAMessage(long uuid) {
        gateway.logout(gateway.login(uuid, "phone"));
        pull(uuid, "phone");
        awaitDone(log.send(MessageLog.message(alice, "pc", uuid)));
        await().atMost(PATIENCE).until(() -> rows(uuid) == 1 && deviceRows(uuid) == 1 && inRedis(uuid));
    }

    @Test
    void theInboxAndTheDevicesOfADeletedAccountAreRemovedAndNoOthers() throws Exception {
        // Given
        long carol = UUIDS.incrementAndGet();
        awayWithAMessage(bob);
        awayWithAMessage(carol);
        publish(carol, AccountChanged.Change.CREATED);
        // When
        publish(bob, AccountChanged.Change.DELETED);
        // Then
        await().atMost(PATIENCE).until(() -> rows(bob) == 0 && deviceRows(bob) == 0 && !inRedis(bob));
        assertThat(rows(carol)).isEqualTo(1);
        assertThat(deviceRows(carol)).isEqualTo(1);
        assertThat(inRedis(carol)).isTrue();
        await().atMost(PATIENCE).until(() -> !existing.exists(Neighbours.APP, bob)
                .toCompletableFuture()
                .join());
        assertThatThrownBy(() -> inbox().pull(PullRequest.newBuilder()
                        .setDevice(device(bob, "phone"))
                        .setMaxMessages(1)
                        .setMaxBytes(1)
                        .build()))
                .hasMessageContaining("NOT_FOUND");
    }

    @Test
    void anEventThatCannotBeReadHoldsUpNothing() throws Exception {
        // Given
        awayWithAMessage(bob);
        // When
        publish(bob, "no protobuf".getBytes(StandardCharsets.UTF_8));
        publish(bob, AccountChanged.Change.DELETED);
        // Then
        await().atMost(PATIENCE).until(() -> rows(bob) == 0 && !inRedis(bob));
    }
}
