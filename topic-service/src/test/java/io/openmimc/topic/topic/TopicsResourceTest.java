package io.openmimc.topic.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.topic.Api;
import io.openmimc.topic.TopicFixture;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class TopicsResourceTest extends TopicFixture {
    private String uuid(String account) {
        return Long.toString(accounts.uuid(api.appId(), account));
    }

    @Test
    void aGroupIsCreatedAsTheManualShowsIt() {
        // When
        Api.Answer answer = api.create("alice", "Friends", "bob,carol");
        // Then
        String topicId = answer.good().text("data.topicInfo.topicId");
        assertThat(answer.http().headers().firstValue("Content-Type")).contains("application/json;charset=UTF-8");
        assertThat(answer.http().body())
                .isEqualTo("{\"code\":200,\"message\":\"success\",\"data\":{\"topicInfo\":{\"topicId\":\"" + topicId
                        + "\",\"ownerUuid\":\"" + uuid("alice")
                        + "\",\"ownerAccount\":\"alice\",\"topicName\":\"Friends\",\"bulletin\":\"\"},\"members\":["
                        + "{\"uuid\":\"" + uuid("alice") + "\",\"account\":\"alice\"},"
                        + "{\"uuid\":\"" + uuid("bob") + "\",\"account\":\"bob\"},"
                        + "{\"uuid\":\"" + uuid("carol") + "\",\"account\":\"carol\"}]}}");
        assertThat(topicId).matches("[1-9][0-9]+");
        assertThat(api.show("carol", topicId).http().body())
                .isEqualTo(answer.http().body());
    }

    @Test
    void theOwnerAndTwiceNamedAccountsAreInOnce() {
        // When
        Api.Answer answer = api.create("alice", "Friends", "carol,alice,bob,carol,,bob,");
        // Then
        assertThat(answer.good().members()).containsExactly("alice", "carol", "bob");
    }

    @Test
    void whoIsBannedDoesNothingAndStaysAMember() {
        // Given
        String topicId = api.created("alice", "Friends", "mallory");
        // When
        accounts.banned(accounts.uuid(api.appId(), "mallory"), true);
        // Then
        assertRefused(api.create("mallory", "Mine", "alice"), 403, "token: the account is banned");
        assertRefused(api.show("mallory", topicId), 403, "token: the account is banned");
        assertRefused(api.quit("mallory", topicId), 403, "token: the account is banned");
        assertThat(api.show("alice", topicId).good().members()).containsExactly("alice", "mallory");
    }

    @Test
    void anOwnerMayStartAlone() {
        // When
        Api.Answer answer = api.create("alice", "Myself", "");
        // Then
        assertThat(answer.good().members()).containsExactly("alice");
    }

    @Test
    void theOwnerComesFirstThenWhoJoinedEarlier() {
        // Given
        String topicId = api.created("alice", "Friends", "zoe,bob");
        // When
        api.invite("zoe", topicId, "mallory,adam").good();
        Api.Answer handedOver = api.update("alice", topicId, Map.of("ownerAccount", "mallory"));
        // Then
        assertThat(handedOver.good().members()).containsExactly("mallory", "alice", "zoe", "bob", "adam");
        assertThat(handedOver.text("data.topicInfo.ownerAccount")).isEqualTo("mallory");
        assertThat(handedOver.text("data.topicInfo.ownerUuid")).isEqualTo(uuid("mallory"));
        assertThat(api.show("bob", topicId).members()).containsExactly("mallory", "alice", "zoe", "bob", "adam");
        api.quit("alice", topicId).good();
        api.invite("mallory", topicId, "alice").good();
        assertThat(api.show("bob", topicId).members()).containsExactly("mallory", "zoe", "bob", "adam", "alice");
    }

    @Test
    void everyGroupOfTheCallerIsListed() {
        // Given
        String first = api.created("alice", "First", "bob");
        String second = api.created("bob", "Second", "carol");
        String third = api.created("carol", "Third", "bob");
        api.update("carol", third, Map.of("bulletin", "Read me")).good();
        // When
        Api.Answer bobs = api.list("bob").good();
        // Then
        assertThat(bobs.json().<Map<String, Object>>getList("data"))
                .containsExactly(
                        info(first, "alice", "First", ""),
                        info(second, "bob", "Second", ""),
                        info(third, "carol", "Third", "Read me"));
        assertThat(api.list("alice").json().<String>getList("data.topicId")).containsExactly(first);
        assertThat(api.list("stranger").good().json().getList("data")).isEmpty();
    }

    private Map<String, Object> info(String topicId, String owner, String name, String bulletin) {
        return Map.of(
                "topicId",
                topicId,
                "ownerUuid",
                uuid(owner),
                "ownerAccount",
                owner,
                "topicName",
                name,
                "bulletin",
                bulletin);
    }

    @Test
    void anyMemberInvitesAndWhoIsInAlreadyStays() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        // When
        Api.Answer answer = api.invite("bob", topicId, "carol,alice,bob,dave");
        // Then
        assertThat(answer.good().members()).containsExactly("alice", "bob", "carol", "dave");
        assertThat(api.show("dave", topicId).good().members()).hasSize(4);
    }

    @Test
    void aMemberLeavesAndTheOwnerCannot() {
        // Given
        String topicId = api.created("alice", "Friends", "bob,carol");
        // When
        Api.Answer bob = api.quit("bob", topicId);
        Api.Answer owner = api.quit("alice", topicId);
        // Then
        assertThat(bob.http().body()).isEqualTo("{\"code\":200,\"message\":\"success\",\"data\":null}");
        assertThat(owner.status()).isEqualTo(200);
        assertThat(owner.http().body()).isEqualTo("{\"code\":500,\"message\":\"quit topic fail\",\"data\":null}");
        assertThat(api.show("alice", topicId).members()).containsExactly("alice", "carol");
        assertRefused(api.quit("bob", topicId), 403, "not a member");
        assertRefused(api.show("bob", topicId), 403, "not a member");
    }

    @Test
    void theOwnerRemovesMembersButNeverItself() {
        // Given
        String topicId = api.created("alice", "Friends", "bob,carol,dave");
        // When
        Api.Answer answer = api.kick("alice", topicId, "bob,alice,nobody,carol");
        // Then
        assertThat(answer.good().members()).containsExactly("alice", "dave");
        assertThat(accounts.exists(api.appId(), "nobody")).isFalse();
        assertThat(api.kick("alice", topicId, "alice").good().members()).containsExactly("alice", "dave");
        assertRefused(api.kick("dave", topicId, "alice"), 403, "only the owner");
        assertRefused(api.invite("bob", topicId, "eve"), 403, "not a member");
        assertThat(accounts.exists(api.appId(), "eve")).isFalse();
        assertThat(api.list("bob").json().getList("data")).isEmpty();
    }

    @Test
    void theOwnerChangesWhatItNamesAndTheRestStays() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        // When
        Api.Answer named = api.update("alice", topicId, Map.of("topicName", "Foes"));
        Map<String, Object> nulls = new LinkedHashMap<>();
        nulls.put("topicName", null);
        nulls.put("bulletin", "line one\nline two\t!");
        Api.Answer told = api.update("alice", topicId, nulls);
        Api.Answer all =
                api.update("alice", topicId, Map.of("ownerAccount", "bob", "topicName", "Bob's", "bulletin", ""));
        // Then
        assertThat(named.good().text("data.topicInfo.topicName")).isEqualTo("Foes");
        assertThat(named.text("data.topicInfo.bulletin")).isEmpty();
        assertThat(told.good().text("data.topicInfo.topicName")).isEqualTo("Foes");
        assertThat(told.text("data.topicInfo.bulletin")).isEqualTo("line one\nline two\t!");
        assertThat(all.good().members()).containsExactly("bob", "alice");
        assertThat(all.text("data.topicInfo.topicName")).isEqualTo("Bob's");
        assertThat(all.text("data.topicInfo.bulletin")).isEmpty();
        assertRefused(api.update("alice", topicId, Map.of("topicName", "Mine")), 403, "only the owner");
        assertRefused(api.update("bob", topicId, Map.of("ownerAccount", "carol")), 403, "ownerAccount");
        assertThat(api.show("bob", topicId).good().http().body())
                .isEqualTo(all.http().body());
    }

    @Test
    void theOwnerDismissesForGood() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        assertRefused(api.dismiss("bob", topicId), 403, "only the owner");
        // When
        Api.Answer answer = api.dismiss("alice", topicId);
        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.http().body()).isEqualTo("{\"code\":200,\"message\":\"success\uFF01\",\"data\":null}");
        for (Api.Answer gone : List.of(
                api.show("alice", topicId),
                api.invite("alice", topicId, "carol"),
                api.quit("bob", topicId),
                api.kick("alice", topicId, "bob"),
                api.update("alice", topicId, Map.of("topicName", "x")),
                api.dismiss("alice", topicId))) {
            assertRefused(gone, 404, "no topic " + topicId);
        }
        assertThat(api.list("bob").json().getList("data")).isEmpty();
        assertThat(accounts.exists(api.appId(), "carol")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/topic/", "//api/topic/"})
    void appServersCallForAnyAccountWithASlashAtTheEndOrWithout(String start) {
        // Given
        String base = start + api.appId();
        Map<String, String> alice = Api.credentials("alice");
        Map<String, String> bob = Api.credentials("bob");
        // When
        Api.Answer created = Api.send(
                        alice, "POST", base + "/", "{\"topicName\":\"G\",\"accounts\":\"bob\",\"extra\":{}}")
                .join()
                .good();
        String topic = base + "/" + created.text("data.topicInfo.topicId");
        // Then
        assertThat(created.members()).containsExactly("alice", "bob");
        Api.send(bob, "GET", topic + "/", null).join().good();
        assertThat(Api.send(bob, "GET", base + "/account/", null)
                        .join()
                        .good()
                        .json()
                        .getList("data"))
                .hasSize(1);
        Api.send(bob, "POST", topic + "/accounts/", "{\"accounts\":\"carol\"}")
                .join()
                .good();
        Api.send(bob, "DELETE", topic + "/account/", null).join().good();
        assertThat(Api.send(alice, "DELETE", topic + "/accounts/?accounts=carol", null)
                        .join()
                        .good()
                        .members())
                .containsExactly("alice");
        Api.send(alice, "PUT", topic + "/", "{\"topicName\":\"H\"}").join().good();
        Api.send(alice, "DELETE", topic + "/", null).join().good();
    }

    @Test
    void whereBothAreThereTheTokenDecides() {
        // Given
        Map<String, String> headers = Api.credentials("bob");
        headers.put("appSecret", "wrong");
        headers.put("token", accounts.token(api.appId(), "alice"));
        // When
        Api.Answer answer = Api.send(
                        headers, "POST", "/api/topic/" + api.appId(), "{\"topicName\":\"G\",\"accounts\":\"carol\"}")
                .join();
        // Then
        assertThat(answer.good().members()).containsExactly("alice", "carol");
    }

    @Test
    void namesOfAnyScriptTravelInHeadersBodiesAndQueries() {
        // Given
        String owner = "群主 \uD83D\uDE00";
        Map<String, String> headers =
                Api.credentials(Base64.getEncoder().encodeToString(owner.getBytes(StandardCharsets.UTF_8)));
        headers.put("appAccountEncode", "base64");
        // When
        Api.Answer created = Api.send(
                        headers,
                        "POST",
                        "/api/topic/" + api.appId(),
                        "{\"topicName\":\"群\",\"accounts\":\"用户一,Zoë O'Hara,a+b,50%,x\\\"y\"}")
                .join()
                .good();
        String topicId = created.text("data.topicInfo.topicId");
        // Then
        assertThat(created.members()).containsExactly(owner, "用户一", "Zoë O'Hara", "a+b", "50%", "x\"y");
        assertThat(created.text("data.topicInfo.topicName")).isEqualTo("群");
        assertThat(api.kick(owner, topicId, "用户一,a+b,50%").good().members())
                .containsExactly(owner, "Zoë O'Hara", "x\"y");
    }
}
