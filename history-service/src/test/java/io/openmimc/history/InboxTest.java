package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.openmimc.history.inbox.InboxEntry;
import io.openmimc.history.inbox.InboxRows;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.PullRequest;
import io.openmimc.proto.inbox.RowRef;
import io.openmimc.proto.inbox.SettleRequest;
import io.openmimc.proto.inbox.Settled;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class InboxTest extends HistoryFixture {
    @Inject
    InboxRows inboxRows;

    @Test
    void backlogComesInPagesInTheOrderOfStoring() {
        // Given
        List<Long> stored = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            stored.add(store(Set.of()).getSequence());
        }
        // When
        List<Long> pulled = new ArrayList<>();
        InboxPage page = pull(bob, "phone", Settled.getDefaultInstance(), 50);
        List<Boolean> more = new ArrayList<>();
        while (page.getRowsCount() > 0) {
            pulled.addAll(sequences(page));
            more.add(page.getMore());
            page = pull(bob, "phone", all(page), 50);
        }
        // Then
        assertThat(pulled).containsExactlyElementsOf(stored);
        assertThat(more).containsExactly(true, true, false);
    }

    @Test
    void pageHoldsNoMoreBytesThanAskedForButAtLeastOneMessage() {
        // Given
        for (int i = 0; i < 3; i++) {
            store(Set.of(), MessageLog.message(alice, "pc", bob).setPayload(ByteString.copyFrom(new byte[1000])));
        }
        // When
        var two = pullBytes(2000);
        var one = pullBytes(1);
        // Then
        assertThat(two.getRowsList()).hasSize(2);
        assertThat(two.getMore()).isTrue();
        assertThat(one.getRowsList()).hasSize(1);
    }

    private InboxPage pullBytes(int bytes) {
        return inbox().pull(PullRequest.newBuilder()
                .setDevice(device(bob, "phone"))
                .setMaxMessages(50)
                .setMaxBytes(bytes)
                .build());
    }

    @Test
    void eachDeviceHasItsOwnCursor() {
        // Given
        var message = store(Set.of());
        var page = pull(bob, "phone");
        pull(bob, "web");
        // When
        pull(bob, "phone", all(page), 50);
        // Then
        assertThat(pull(bob, "phone").getRowsList()).isEmpty();
        assertThat(sequences(pull(bob, "web"))).containsExactly(message.getSequence());
    }

    @Test
    void rowStoredBehindTheCursorByADispatcherWhoseClockIsBehindIsStillFound() {
        // Given
        store(Set.of());
        var page = pull(bob, "phone");
        pull(bob, "phone", all(page), 50);
        // When
        var late = MessageLog.message(alice, "pc", bob).build();
        insert(position(System.currentTimeMillis() - 8_000), late);
        // Then
        assertThat(sequences(pull(bob, "phone"))).containsExactly(late.getSequence());
    }

    @Test
    void messageStoredTwiceIsPulledOnce() {
        // Given
        var message = store(Set.of());
        store(Set.of(), message.toBuilder());
        // When
        var page = pull(bob, "phone");
        // Then
        assertThat(sequences(page)).containsExactly(message.getSequence());
        assertThat(pull(bob, "phone", all(page), 50).getRowsList()).isEmpty();
        assertThat(pull(bob, "phone").getRowsList()).isEmpty();
    }

    @Test
    void deviceNeverSeenStartsWhereTheFurthestCursorIs() {
        // Given
        var old = MessageLog.message(alice, "pc", bob).build();
        insert(position(System.currentTimeMillis() - 60_000), old);
        store(Set.of());
        pull(bob, "phone", all(pull(bob, "phone")), 50);
        var open = store(Set.of());
        // When
        var page = pull(bob, "new one");
        // Then
        assertThat(sequences(page)).containsExactly(open.getSequence());
        assertThat(cursor("new one")).isEqualTo(cursor("phone"));
        assertThat(sequences(pull(bob, "new one"))).as("settled nothing").hasSize(1);
    }

    @Test
    void firstDeviceOfAnAccountGetsEverything() {
        // Given
        var old = MessageLog.message(alice, "pc", bob).build();
        insert(position(System.currentTimeMillis() - 6L * 24 * 3600_000), old);
        // Then
        assertThat(sequences(pull(bob, "phone"))).containsExactly(old.getSequence());
    }

    @Test
    void cursorNeverMovesBack() {
        // Given
        store(Set.of());
        var first = pull(bob, "phone");
        store(Set.of());
        var both = pull(bob, "phone");
        settle(all(both));
        long cursor = cursor("phone");
        // When
        settle(all(first));
        // Then
        assertThat(cursor("phone")).isEqualTo(cursor);
        assertThat(pull(bob, "phone").getRowsList()).isEmpty();
    }

    @Test
    void cursorFollowsRowsThatTheDeviceTookLive() {
        // Given
        pull(bob, "phone");
        for (int i = 0; i < 130; i++) {
            store(Set.of("phone"));
        }
        var open = store(Set.of());
        // When
        var page = pull(bob, "phone");
        // Then
        assertThat(sequences(page)).containsExactly(open.getSequence());
        assertThat(cursor("phone"))
                .isPositive()
                .isLessThan(page.getRows(0).getRef().getPosition());
    }

    @Test
    void markOfARowThatIsGoneIsNoMessage() {
        // Given
        long now = position(System.currentTimeMillis());
        // When
        settle(Settled.newBuilder()
                .addRows(RowRef.newBuilder().setPosition(now).setSequence(4711))
                .build());
        // Then
        assertThat(rows(bob)).isEqualTo(1);
        assertThat(pull(bob, "other").getRowsList()).isEmpty();
    }

    @Test
    void resourceNamesMayHoldAnything() {
        // Given
        String resource = "网页 🙂 ';-- *";
        store(Set.of(resource));
        var open = store(Set.of());
        // When
        var page = pull(bob, resource);
        // Then
        assertThat(sequences(page)).containsExactly(open.getSequence());
        assertThat(pull(bob, resource, all(page), 50).getRowsList()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, phone, 50, 1000, device.uuid: must be positive",
        "1, '', 50, 1000, device.resource: missing",
        "1, phone, 0, 1000, max_messages: must be 1 to 500",
        "1, phone, 501, 1000, max_messages: must be 1 to 500",
        "1, phone, 50, 0, max_bytes: must be positive"
    })
    void requestOutOfBoundsIsRefused(long uuid, String resource, int messages, int bytes, String why) {
        // When
        var request = PullRequest.newBuilder()
                .setDevice(device(uuid, resource))
                .setMaxMessages(messages)
                .setMaxBytes(bytes)
                .build();
        // Then
        assertThatThrownBy(() -> inbox().pull(request))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("INVALID_ARGUMENT: " + why);
    }

    private void settle(Settled settled) {
        inbox().settle(SettleRequest.newBuilder()
                .setDevice(device(bob, "phone"))
                .setSettled(settled)
                .build());
    }

    private AcceptedMessage store(Set<String> taken) {
        return store(taken, MessageLog.message(alice, "pc", bob));
    }

    private AcceptedMessage store(Set<String> taken, AcceptedMessage.Builder message) {
        var built = message.build();
        inboxRows
                .store(bob, List.of(new InboxEntry(built, taken)))
                .toCompletableFuture()
                .join();
        return built;
    }

    private void insert(long position, AcceptedMessage message) {
        cassandra
                .execute(
                        "test",
                        com.datastax.oss.driver.api.core.cql.SimpleStatement.newInstance(
                                "INSERT INTO inbox (uuid, position, sequence, message) VALUES (?, ?, ?, ?)",
                                bob,
                                position,
                                message.getSequence(),
                                message.toByteString().asReadOnlyByteBuffer()))
                .toCompletableFuture()
                .join();
    }

    private static long position(long ms) {
        return ms << 20;
    }

    private long cursor(String resource) {
        return count("SELECT cursor FROM devices WHERE uuid = " + bob + " AND resource = '" + resource + "'");
    }
}
