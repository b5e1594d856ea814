package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.grpc.Status;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.inbox.Device;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.PullRequest;
import io.openmimc.proto.inbox.SettleRequest;
import io.openmimc.proto.inbox.Settled;
import io.openmimc.proto.inbox.UnreadRequest;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who knows a uuid but names another app reads nothing, and changes nothing. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class OtherAppsInboxTest extends HistoryFixture {
    private AcceptedMessage message;

    @BeforeEach
    void bobHasAMessage() {
        neighbours.owns(Neighbours.APP, bob);
        message = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(message);
        await().atMost(PATIENCE).until(() -> rows(bob) == 1);
    }

    @Test
    void theInboxOfAnAccountThatNeverLoggedInIsNotThereForAnotherApp() {
        // When
        assertNotThere(() -> inbox().pull(pullOf(Neighbours.OTHER_APP, "phone")));
        assertNotThere(() -> inbox().unread(unreadOf(Neighbours.OTHER_APP)));
        assertNotThere(() -> inbox().pull(pullOf(0, "phone")));
        // Then: nor has it become a device of the account
        assertThat(devices()).isZero();
        assertThat(sequences(pull(bob, "phone"))).containsExactly(message.getSequence());
    }

    @Test
    void theInboxOfAnAccountWithDevicesIsNotThereForAnotherAppWhateverAccountServiceSays() {
        // Given
        InboxPage page = pull(bob, "phone");
        neighbours.owns(Neighbours.OTHER_APP, bob);
        // When
        assertNotThere(() -> inbox().pull(pullOf(Neighbours.OTHER_APP, "thief")));
        assertNotThere(() -> inbox().settle(SettleRequest.newBuilder()
                .setDevice(of(Neighbours.OTHER_APP, "phone"))
                .setSettled(all(page))
                .build()));
        assertNotThere(() -> inbox().unread(unreadOf(Neighbours.OTHER_APP)));
        // Then
        assertThat(devices()).isEqualTo(1);
        assertThat(sequences(pull(bob, "phone"))).containsExactly(message.getSequence());
        assertThat(inbox().unread(unreadOf(Neighbours.APP)).getConversationsCount())
                .isEqualTo(1);
    }

    @Test
    void whatAnOlderReleaseHasStoredIsSaidToWhoeverItBelongs() {
        // Given
        pull(bob, "phone");
        cassandra
                .execute(
                        "test",
                        SimpleStatement.newInstance(
                                "DELETE app FROM devices WHERE uuid = " + bob + " AND resource = 'phone'"))
                .toCompletableFuture()
                .join();
        // Then
        assertNotThere(() -> inbox().pull(pullOf(Neighbours.OTHER_APP, "phone")));
        assertThat(sequences(pull(bob, "phone"))).containsExactly(message.getSequence());
        assertThat(count("SELECT app FROM devices WHERE uuid = " + bob)).isEqualTo(Neighbours.APP);
    }

    private long devices() {
        return count("SELECT count(*) FROM devices WHERE uuid = " + bob);
    }

    private Device of(long appId, String resource) {
        return device(bob, resource).toBuilder().setAppId(appId).build();
    }

    private PullRequest pullOf(long appId, String resource) {
        return PullRequest.newBuilder()
                .setDevice(of(appId, resource))
                .setSettled(Settled.getDefaultInstance())
                .setMaxMessages(50)
                .setMaxBytes(64 * 1024)
                .build();
    }

    private UnreadRequest unreadOf(long appId) {
        return UnreadRequest.newBuilder().setAppId(appId).setUuid(bob).build();
    }

    private static void assertNotThere(ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfies(failure ->
                        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.NOT_FOUND));
    }
}
