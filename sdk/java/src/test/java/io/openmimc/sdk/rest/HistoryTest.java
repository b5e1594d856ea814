package io.openmimc.sdk.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class HistoryTest extends ScriptedRest {
    private static final long TOPIC = 10776577642332165L;
    private static final String P2P = "{\"appId\":\"1\",\"row\":1,\"more\":true,"
            + "\"messages\":[{\"sequence\":\"1795417925696001\",\"payload\":\"AQID\",\"ts\":1795417925700,"
            + "\"fromAccount\":\"alice\",\"toAccount\":\"bob\",\"bizType\":\"TEXT\"}]}";
    private static final String P2T = "{\"appId\":\"1\",\"topicId\":\"10776577642332165\",\"row\":1,"
            + "\"messages\":[{\"sequence\":\"1795417925696002\",\"payload\":\"BAU=\",\"ts\":1795417925701,"
            + "\"fromAccount\":\"bob\",\"bizType\":\"\"}]}";

    @Test
    void whatTwoAccountsWroteIsReadByTime() throws Exception {
        answer("/api/msg/p2p/query/", P2P);
        HistoryPage page = get(rest.history(ALICE).with("bob").byTime(1, 2));
        assertThat(page.more()).isTrue();
        assertThat(page.messages()).singleElement().satisfies(message -> {
            assertThat(message.sequence()).isEqualTo(1795417925696001L);
            assertThat(message.timestamp()).isEqualTo(1795417925700L);
            assertThat(message.fromAccount()).isEqualTo("alice");
            assertThat(message.toAccount()).isEqualTo("bob");
            assertThat(message.topicId()).isZero();
            assertThat(message.payload()).containsExactly(1, 2, 3);
            assertThat(message.bizType()).isEqualTo("TEXT");
        });
        assertThat(sent())
                .hasToString("{\"appId\":\"2882303761517669588\",\"fromAccount\":\"alice\",\"toAccount\":\"bob\","
                        + "\"utcFromTime\":\"1\",\"utcToTime\":\"2\"}");
        assertHeader("Token", "the-token");
    }

    @Test
    void whatWasWrittenInAGroupIsReadByTime() throws Exception {
        answer("/api/msg/p2t/query/", P2T);
        HistoryPage page = get(rest.history(ALICE).in(TOPIC).byTime(1, 2));
        assertThat(page.more()).isFalse();
        assertThat(page.messages()).singleElement().satisfies(message -> {
            assertThat(message.sequence()).isEqualTo(1795417925696002L);
            assertThat(message.fromAccount()).isEqualTo("bob");
            assertThat(message.toAccount()).isEmpty();
            assertThat(message.topicId()).isEqualTo(TOPIC);
            assertThat(message.payload()).containsExactly(4, 5);
        });
        assertThat(sent())
                .hasToString(
                        "{\"appId\":\"2882303761517669588\",\"account\":\"alice\",\"topicId\":\"10776577642332165\","
                                + "\"utcFromTime\":\"1\",\"utcToTime\":\"2\"}");
        assertHeader("Token", "the-token");
    }

    @Test
    void theLastMessagesAreReadByTheirNumber() throws Exception {
        answer("/api/msg/p2t/queryOnCount/", P2T);
        assertThat(get(rest.history(ALICE).in(TOPIC).byCount(2, 5)).messages()).hasSize(1);
        JsonNode body = sent();
        assertThat(body.path("utcToTime").asText()).isEqualTo("2");
        assertThat(body.path("count").asInt()).isEqualTo(5);
    }

    @Test
    void aRangeOfSequencesIsReadByAnAppsServerForAnAccount() throws Exception {
        answer("/api/msg/p2t/queryOnSequence/", P2T);
        assertThat(get(rest.history(APP, "alice").in(TOPIC).bySequence(1, 2)).messages())
                .hasSize(1);
        JsonNode body = sent();
        assertThat(body.path("startSeq").asText()).isEqualTo("1");
        assertThat(body.path("stopSeq").asText()).isEqualTo("2");
        assertHeader("Appid", "2882303761517669588");
        assertHeader("Appkey", "key");
        assertHeader("Appsecret", "secret");
        assertHeader("Appaccount", "alice");
        assertThat(asked().headers()).doesNotContainKeys("Token", "Appaccountencode");
    }

    @Test
    void theThreeQueriesOfTwoAccountsAreThere() throws Exception {
        answer("/api/msg/p2p/queryOnCount/", P2P);
        answer("/api/msg/p2p/queryOnSequence/", P2P);
        Conversation conversation = rest.history(ALICE).with("bob");
        assertThat(get(conversation.byCount(2, 5)).messages()).hasSize(1);
        assertThat(get(conversation.bySequence(1, 2)).messages()).hasSize(1);
    }

    @Test
    void whoIsNotAMemberIsToldSo() {
        refuse("/api/msg/p2t/query/", 403, "not a member");
        assertRefused(rest.history(ALICE).in(TOPIC).byTime(1, 2), 403, "not a member");
    }
}
