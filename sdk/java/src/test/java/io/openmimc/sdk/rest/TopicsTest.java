package io.openmimc.sdk.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class TopicsTest extends ScriptedRest {
    private static final long TOPIC = 10776577642332165L;
    private static final String ROOT = "/api/topic/2882303761517669588";
    private static final String PATH = ROOT + "/10776577642332165";
    private static final String INFO = "{\"topicId\":\"10776577642332165\",\"ownerUuid\":\"5\","
            + "\"ownerAccount\":\"alice\",\"topicName\":\"周末 🏔\",\"bulletin\":\"Bring water.\"}";
    private static final String VIEW =
            "{\"topicInfo\":" + INFO + ",\"members\":[{\"uuid\":\"5\",\"account\":\"alice\"},"
                    + "{\"uuid\":\"10776577642332163\",\"account\":\"bob\"}]}";

    @Test
    void aGroupIsCreatedWithItsMembers() throws Exception {
        answer(ROOT, VIEW);
        Topic topic = get(rest.topics(ALICE).create("周末 🏔", List.of("bob", "carol c")));
        assertAsked("POST", ROOT, "{\"topicName\":\"周末 🏔\",\"accounts\":\"bob,carol c\"}");
        assertHeader("Token", "the-token");
        assertThat(topic.id()).isEqualTo(TOPIC);
        assertThat(topic.info()).isEqualTo(new TopicInfo(TOPIC, 5, "alice", "周末 🏔", "Bring water."));
        assertThat(topic.members())
                .containsExactly(new Topic.Member(5, "alice"), new Topic.Member(10776577642332163L, "bob"));
        assertThat(topic.accounts()).containsExactly("alice", "bob");
    }

    @Test
    void aMemberLooksAtItsGroup() throws Exception {
        answer(PATH, VIEW);
        assertThat(get(rest.topics(ALICE).get(TOPIC)).accounts()).containsExactly("alice", "bob");
        assertAsked("GET", PATH, "");
    }

    @Test
    void anAccountListsTheGroupsItIsIn() throws Exception {
        answer(ROOT + "/account", "[" + INFO + "]");
        assertThat(get(rest.topics(ALICE).mine()))
                .containsExactly(new TopicInfo(TOPIC, 5, "alice", "周末 🏔", "Bring water."));
        assertAsked("GET", ROOT + "/account", "");
    }

    @Test
    void anAccountInNoGroupGetsAnEmptyList() throws Exception {
        answer(ROOT + "/account", "[]");
        assertThat(get(rest.topics(ALICE).mine())).isEmpty();
    }

    @Test
    void aMemberInvites() throws Exception {
        answer(PATH + "/accounts", VIEW);
        get(rest.topics(ALICE).invite(TOPIC, List.of("bob", "dave")));
        assertAsked("POST", PATH + "/accounts", "{\"accounts\":\"bob,dave\"}");
    }

    @Test
    void aMemberQuits() throws Exception {
        answer(PATH + "/account", "null");
        get(rest.topics(ALICE).quit(TOPIC));
        assertAsked("DELETE", PATH + "/account", "");
    }

    @Test
    void anOwnerThatQuitsIsToldThatItFailed() {
        refuse(PATH + "/account", 500, "quit topic fail");
        assertRefused(rest.topics(ALICE).quit(TOPIC), 500, "quit topic fail");
    }

    @Test
    void namesOfRemovedMembersAreEncodedInThePath() throws Exception {
        answer(PATH + "/accounts", VIEW);
        get(rest.topics(ALICE).kick(TOPIC, List.of("bob", "卡罗尔 & co+")));
        assertAsked("DELETE", PATH + "/accounts?accounts=bob%2C%E5%8D%A1%E7%BD%97%E5%B0%94%20%26%20co%2B", "");
    }

    @Test
    void onlyWhatChangesIsSent() throws Exception {
        answer(PATH, VIEW);
        get(rest.topics(ALICE).update(TOPIC, TopicChange.NONE.withBulletin("").withOwner("bob")));
        assertAsked("PUT", PATH, "{\"bulletin\":\"\",\"ownerAccount\":\"bob\"}");
    }

    @Test
    void anOwnerDismisses() throws Exception {
        server.answer(PATH, "{\"code\":200,\"message\":\"success！\",\"data\":null}");
        get(rest.topics(ALICE).dismiss(TOPIC));
        assertAsked("DELETE", PATH, "");
    }

    @Test
    void anAppsServerActsForAnAccount() throws Exception {
        answer(PATH, VIEW);
        get(rest.topics(APP, "alice").get(TOPIC));
        assertHeader("Appkey", "key");
        assertHeader("Appsecret", "secret");
        assertHeader("Appaccount", "alice");
        assertThat(asked().headers()).doesNotContainKeys("Token", "Appaccountencode");
    }

    @Test
    void anAccountThatNoHeaderCarriesIsEncoded() throws Exception {
        answer(PATH, VIEW);
        get(rest.topics(APP, " 爱丽丝").get(TOPIC));
        assertHeader("Appaccount", Base64.getEncoder().encodeToString(" 爱丽丝".getBytes(UTF_8)));
        assertHeader("Appaccountencode", "base64");
    }

    @Test
    void anAccountWithACommaIsRefusedBeforeAnythingIsSent() {
        Topics topics = rest.topics(ALICE);
        for (CompletionStage<Topic> call : List.of(
                topics.create("name", List.of("bob", "a,b")),
                topics.invite(TOPIC, List.of("a,b")),
                topics.kick(TOPIC, List.of("a,b")))) {
            assertRefused(call, 400, "accounts: one has a comma in its name");
        }
        assertThat(server.asked).isEmpty();
    }

    @Test
    void aGroupOfAnotherAppIsNotThere() {
        refuse(PATH, 404, "no such topic");
        assertRefused(rest.topics(ALICE).get(TOPIC), 404, "no such topic");
    }

    private void assertAsked(String method, String path, String body) {
        assertThat(asked().method()).isEqualTo(method);
        assertThat(asked().path()).isEqualTo(path);
        assertThat(asked().body()).isEqualTo(body);
    }
}
