package io.openmimc.callback.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.openmimc.proto.accounts.CallbackKind;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private static final AcceptedMessage P2P = AcceptedMessage.newBuilder()
            .setSequence(21_351_198_708_203_520L)
            .setTimestamp(1_516_763_973_134L)
            .setAppId(2_882_303_761_517_669_588L)
            .setKind(Kind.P2P)
            .setFrom(AccountRef.newBuilder().setUuid(1).setAccount("alice"))
            .setTo(AccountRef.newBuilder().setUuid(2).setAccount("bob \"b\" 鲍勃"))
            .setPayload(ByteString.copyFrom(new byte[] {0, (byte) 0xff, 'h', 'i'}))
            .build();
    private static final AcceptedMessage P2T = P2P.toBuilder()
            .clearTo()
            .setKind(Kind.P2T)
            .setTopicId(21_351_198_708_203_521L)
            .build();

    private static String text(Delivery delivery) {
        return new String(delivery.body(), StandardCharsets.UTF_8);
    }

    @Test
    void aMessageBetweenTwoAccountsIsToldAsInTheManual() {
        // When
        Delivery instant = Deliveries.p2p(P2P, false, 7);
        Delivery offline = Deliveries.p2p(P2P, true, 7);
        // Then
        assertThat(text(instant))
                .isEqualTo(
                        "{\"msgType\":\"NORMAL_MSG\",\"fromAppId\":\"2882303761517669588\",\"fromAccount\":\"alice\","
                                + "\"toAppId\":\"2882303761517669588\",\"toAccount\":\"bob \\\"b\\\" 鲍勃\",\"payload\":\"AP9oaQ==\","
                                + "\"timestamp\":1516763973134}");
        assertThat(text(offline)).isEqualTo(text(instant).replace("NORMAL_MSG", "OFFLINE_MSG"));
        assertThat(instant.id()).isEqualTo("21351198708203520-NORMAL_MSG");
        assertThat(offline.id()).isEqualTo("21351198708203520-OFFLINE_MSG");
        assertThat(offline.kind()).isEqualTo(CallbackKind.OFFLINE_MSG);
    }

    @Test
    void aMessageToATopicIsToldAsInTheManual() {
        // When
        Delivery instant = Deliveries.p2t(P2T, false, List.of("alice", "bob"), 7);
        Delivery offline = Deliveries.p2t(P2T, true, List.of("bob"), 7);
        // Then
        assertThat(text(instant))
                .isEqualTo("{\"msgType\":\"NORMAL_TOPIC_MSG\",\"appId\":\"2882303761517669588\","
                        + "\"topicId\":\"21351198708203521\",\"fromAccount\":\"alice\",\"toAccounts\":[\"alice\",\"bob\"],"
                        + "\"payload\":\"AP9oaQ==\",\"timestamp\":1516763973134}");
        assertThat(text(offline)).contains("\"OFFLINE_TOPIC_MSG\"", "\"toAccounts\":[\"bob\"]");
        assertThat(instant.id()).isEqualTo("21351198708203520-NORMAL_TOPIC_MSG");
    }

    @Test
    void allOfFiveHundredMembersAreNamed() {
        // Given
        List<String> members =
                IntStream.range(0, 500).mapToObj(i -> "member" + i).toList();
        // When
        String body = text(Deliveries.p2t(P2T, false, members, 7));
        // Then
        assertThat(new io.vertx.core.json.JsonObject(body)
                        .getJsonArray("toAccounts")
                        .getList())
                .isEqualTo(members);
    }
}
