package io.openmimc.kit.skew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.openmimc.kit.account.AccountEnds;
import io.openmimc.kit.kafka.AcceptedMessages;
import io.openmimc.kit.kafka.UnreadableRecordException;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What a process does with what a newer one writes: kinds and fields that it has never heard of. docs/kafka.md, "The contract" */
class UnknownEventsTest {
    private static final int OF_THE_FUTURE = 99;
    private static final UnknownFieldSet NEW_FIELD = UnknownFieldSet.newBuilder()
            .addField(
                    1_000,
                    UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("new"))
                            .build())
            .build();

    private final List<Long> removed = new ArrayList<>();
    private final AccountEnds ends = new AccountEnds(uuid -> {
        removed.add(uuid);
        return CompletableFuture.completedStage(null);
    });

    @Test
    void changeOfAnAccountThatIsUnknownIsPassedOverAndTheNextIsDone() {
        var records = List.of(
                record(account(7).setChangeValue(OF_THE_FUTURE).build().toByteArray()),
                record(account(8)
                        .setChange(AccountChanged.Change.DELETED)
                        .build()
                        .toByteArray()));
        assertThat(ends.handle(records)).allSatisfy(stage -> assertThat(stage).isCompleted());
        assertThat(removed).containsExactly(8L);
    }

    @Test
    void messageOfAnUnknownKindGoesToTheDeadLettersAndIsNotTakenForAnother() {
        byte[] value = message().setKindValue(OF_THE_FUTURE).build().toByteArray();
        assertThatThrownBy(() -> AcceptedMessages.parse(value))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("kind");
    }

    @Test
    void fieldThatIsUnknownIsKeptWhenAMessageIsHandedOn() throws Exception {
        AcceptedMessage parsed = AcceptedMessages.parse(
                message().setUnknownFields(NEW_FIELD).build().toByteArray());
        assertThat(AcceptedMessage.parseFrom(parsed.toByteArray()).getUnknownFields())
                .isEqualTo(NEW_FIELD);
    }

    private static AccountChanged.Builder account(long uuid) {
        return AccountChanged.newBuilder()
                .setAppId(1)
                .setAccount(AccountRef.newBuilder().setUuid(uuid))
                .setUnknownFields(NEW_FIELD);
    }

    private static AcceptedMessage.Builder message() {
        return AcceptedMessage.newBuilder()
                .setSequence(1)
                .setAppId(1)
                .setKind(Kind.P2P)
                .setFrom(AccountRef.newBuilder().setUuid(1))
                .setTo(AccountRef.newBuilder().setUuid(2));
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
        return new ConsumerRecord<>("mimc.accounts", 0, 0, new byte[8], value);
    }
}
