package io.openmimc.sdk.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushesTest extends ScriptedRest {
    private static final long TOPIC = 10776577642332165L;
    private static final Push HELLO = Push.of("carol", "server", new byte[] {1, 2, 3});

    @Test
    void aPushSendsBytesAsBase64() throws Exception {
        answer("/api/push/p2p/", "{\"packetId\":\"p-1\"}");
        Push push = HELLO.withBizType("NEWS").withStore(false).withIdempotencyKey("once");
        assertThat(get(rest.pushes(APP).toAccount(push, "bob"))).isEqualTo("p-1");
        JsonNode body = sent();
        assertThat(body.path("fromAccount").asText()).isEqualTo("carol");
        assertThat(body.path("fromResource").asText()).isEqualTo("server");
        assertThat(body.path("toAccount").asText()).isEqualTo("bob");
        assertThat(body.path("msg").asText()).isEqualTo("AQID");
        assertThat(body.path("msgType").asText()).isEqualTo("base64");
        assertThat(body.path("bizType").asText()).isEqualTo("NEWS");
        assertThat(body.path("isStore").asBoolean(true)).isFalse();
        assertHeader("Idempotency-key", "once");
    }

    @Test
    void aPushToManyAnswersInTheirOrder() throws Exception {
        answer("/api/push/p2p/more", "{\"packetIds\":[\"a\",\"b\"]}");
        assertThat(get(rest.pushes(APP).toAccounts(HELLO, List.of("bob", "dave"))))
                .containsExactly("a", "b");
        assertThat(sent().path("toAccounts")).hasToString("[\"bob\",\"dave\"]");
    }

    @Test
    void aPushToAGroupNamesItByItsId() throws Exception {
        answer("/api/push/p2t/", "{\"packetId\":\"p-1\"}");
        assertThat(get(rest.pushes(APP).toTopic(HELLO.withIdempotencyKey("once"), TOPIC)))
                .isEqualTo("p-1");
        assertThat(sent().path("topicId")).hasToString("\"10776577642332165\"");
        assertThat(sent().path("msg").asText()).isEqualTo("AQID");
        assertHeader("Idempotency-key", "once");
    }

    @Test
    void aPushToManyGroupsAnswersInTheirOrder() throws Exception {
        answer("/api/push/p2t/more", "{\"packetIds\":[\"a\",\"b\"]}");
        assertThat(get(rest.pushes(APP).toTopics(HELLO, List.of(TOPIC, 7L)))).containsExactly("a", "b");
        assertThat(sent().path("topicIds")).hasToString("[\"10776577642332165\",\"7\"]");
    }

    @Test
    void aPushOfAnAccountThatIsNotAMemberTellsWhy() {
        refuse("/api/push/p2t/", 403, "fromAccount: not a member");
        assertRefused(rest.pushes(APP).toTopic(HELLO, TOPIC), 403, "fromAccount: not a member");
    }
}
