package io.openmimc.topic.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.topic.Api;
import io.openmimc.topic.TopicFixture;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class TopicBadInputTest extends TopicFixture {
    private static final String TOO_LONG = "x".repeat(129);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|topicName: missing",
                "{\"accounts\":\"bob\"}|topicName: missing",
                "{\"topicName\":null,\"accounts\":\"bob\"}|topicName: missing",
                "{\"topicName\":\"\",\"accounts\":\"bob\"}|topicName: missing",
                "{\"topicName\":5,\"accounts\":\"bob\"}|topicName: must be a string",
                "{\"topicName\":\"a\\u0000b\",\"accounts\":\"bob\"}|topicName: has a control character",
                "{\"topicName\":\"a\\nb\",\"accounts\":\"bob\"}|topicName: has a control character",
                "{\"topicName\":\"a\\ud800b\",\"accounts\":\"bob\"}|topicName: is not well-formed Unicode",
                "{\"topicName\":\"G\"}|accounts: missing",
                "{\"topicName\":\"G\",\"accounts\":null}|accounts: missing",
                "{\"topicName\":\"G\",\"accounts\":[\"bob\"]}|accounts: must be a string",
                "{\"topicName\":\"G\",\"accounts\":7}|accounts: must be a string",
                "{\"topicName\":\"G\",\"accounts\":\"bob, carol\"}|accounts: a name has spaces around it",
                "{\"topicName\":\"G\",\"accounts\":\"bob , carol\"}|accounts: a name has spaces around it",
                "{\"topicName\":\"G\",\"accounts\":\"bob, \"}|accounts: a name has spaces around it",
                "{\"topicName\":\"G\",\"accounts\":\"bob,c\\td\"}|accounts: has a control character",
                "{\"topicName\":\"G\",\"accounts\":\"bob,c\\u0000\"}|accounts: has a control character",
                "{\"topicName\":\"G\",\"accounts\":\"bob,\\udc00\"}|accounts: is not well-formed Unicode",
                "{\"topicName\":\"G\",\"accounts\":\"bob\"|body: is not well-formed JSON",
                "[]|body: must be a JSON object",
                "\"G\"|body: must be a JSON object",
                "~~|body: missing",
                "null|body: missing",
            })
    void aGroupIsNotCreatedAndTheWrongFieldIsNamed(String body, String message) {
        // When
        Api.Answer answer = api.send("alice", "POST", "", body).join();
        // Then
        assertRefused(answer, 400, message);
        assertThat(api.list("alice").json().getList("data")).isEmpty();
        assertThat(accounts.accounts(api.appId())).as("only alice").isEqualTo(1);
    }

    @Test
    void namesOf1And256CharactersAreTakenAndThoseOf0And257Refused() {
        // Given
        String longest = "群".repeat(255) + "\uD83D\uDE00";
        // Then
        assertThat(api.create("alice", longest, "").good().text("data.topicInfo.topicName"))
                .isEqualTo(longest);
        assertThat(api.create("alice", "x", "").good().text("data.topicInfo.topicName"))
                .isEqualTo("x");
        assertRefused(api.create("alice", longest + "x", ""), 400, "topicName: longer than 256 characters");
        assertRefused(api.create("alice", "", ""), 400, "topicName: missing");
        assertRefused(api.create("alice", "G", TOO_LONG), 400, "accounts: longer than 128 characters");
        assertThat(api.create("alice", "G", "\uD83D\uDE00".repeat(128)).good().members())
                .hasSize(2);
    }

    @Test
    void aWrongUpdateChangesNothing() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        String before = api.show("alice", topicId).http().body();
        String bulletin = "b".repeat(4_097);
        // Then
        assertRefused(api.update("alice", topicId, Map.of()), 400, "nothing to change");
        assertRefused(api.update("alice", topicId, Map.of("topicName", "")), 400, "topicName: missing");
        assertRefused(
                api.update("alice", topicId, Map.of("ownerAccount", "bob", "topicName", "x".repeat(257))),
                400,
                "topicName: longer than 256");
        assertRefused(
                api.update("alice", topicId, Map.of("topicName", "new", "bulletin", bulletin)),
                400,
                "bulletin: longer than 4096");
        assertRefused(
                api.update("alice", topicId, Map.of("topicName", "new", "bulletin", "a\u0000")),
                400,
                "bulletin: has a control character");
        assertRefused(
                api.update("alice", topicId, Map.of("topicName", "new", "ownerAccount", "")),
                400,
                "ownerAccount: missing");
        assertRefused(
                api.update("alice", topicId, Map.of("topicName", "new", "ownerAccount", "carol")),
                403,
                "ownerAccount: is not a member");
        assertRefused(api.update("alice", topicId, Map.of("bulletin", 5)), 400, "bulletin: must be a string");
        assertRefused(api.send("alice", "PUT", "/" + topicId, null).join(), 400, "body: missing");
        assertThat(api.show("alice", topicId).http().body()).isEqualTo(before);
        assertThat(accounts.exists(api.appId(), "carol")).isFalse();
        assertThat(api.update("alice", topicId, Map.of("bulletin", bulletin.substring(1)))
                        .good()
                        .text("data.topicInfo.bulletin"))
                .hasSize(4_096);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"accounts\":null}",
                "{\"accounts\":\"\"}",
                "{\"accounts\":\",,\"}",
                "{\"accounts\":[]}",
                "{\"accounts\":\" carol\"}",
                ""
            })
    void anInvitationOfNobodyIsRefused(String body) {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        // When
        Api.Answer answer =
                api.send("alice", "POST", "/" + topicId + "/accounts", body).join();
        // Then
        assertRefused(answer, 400, body.isEmpty() ? "body" : "accounts: ");
        assertThat(api.show("alice", topicId).members()).containsExactly("alice", "bob");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~|accounts: missing",
                "?account=bob|accounts: missing",
                "?accounts=|accounts: missing",
                "?accounts=,%2C,|accounts: names nobody",
                "?accounts=bob,+carol|accounts: a name has spaces around it",
                "?accounts=bob%00|accounts: has a control character",
            })
    void nobodyIsRemovedByAWrongQuery(String query, String message) {
        // Given
        String topicId = api.created("alice", "Friends", "bob,carol");
        // When
        Api.Answer answer = api.send("alice", "DELETE", "/" + topicId + "/accounts" + query, null)
                .join();
        // Then
        assertRefused(answer, 400, message);
        assertThat(api.show("alice", topicId).members()).containsExactly("alice", "bob", "carol");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?accounts=bob,carol",
                "?accounts=bob%2Ccarol",
                "?accounts=bob&accounts=carol",
                "?accounts=,bob,,carol,bob"
            })
    void aCommaMayBeEncodedOrNot(String query) {
        // Given
        String topicId = api.created("alice", "Friends", "bob,carol,dave");
        // When
        Api.Answer answer = api.send("alice", "DELETE", "/" + topicId + "/accounts" + query, null)
                .join();
        // Then
        assertThat(answer.good().members()).containsExactly("alice", "dave");
    }

    @Test
    void moreThanEverFitAreRefusedBeforeAnyOfThemIsAnAccount() {
        // Given
        Api small = app(10);
        String topicId = small.created("alice", "Friends", "bob");
        String tenThousand = names("", 10_000);
        // Then
        assertRefused(small.create("alice", "G", names("new", 10)), 403, "more than 10 members");
        assertRefused(small.create("alice", "G", tenThousand), 400, "accounts: more than 1000 in one call");
        assertRefused(small.invite("bob", topicId, names("new", 9)), 403, "more than 10 members");
        assertRefused(small.invite("bob", topicId, tenThousand), 400, "accounts: more than 1000 in one call");
        assertThat(accounts.accounts(small.appId())).isEqualTo(2);
        assertThat(small.show("alice", topicId).members()).containsExactly("alice", "bob");
        assertThat(small.create("alice", "G", "alice," + names("new", 9)).good().members())
                .hasSize(10);
        assertThat(small.invite("bob", topicId, "alice,bob," + names("new", 8))
                        .good()
                        .members())
                .hasSize(10);
        assertThat(small.invite("bob", topicId, "alice,new1").good().members()).hasSize(10);
        assertRefused(small.invite("bob", topicId, "alice,new8"), 403, "more than 10 members");
    }

    @Test
    void tooManyNamesAreWrongInThemselvesWhoeverGivesThem() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        String tenThousand = names("", 10_000);
        // Then
        assertRefused(api.create("alice", "G", names("b", 1_000)), 400, "accounts: more than 1000 in one call");
        assertRefused(api.create("alice", "G", names("b", 999)), 403, "more than 500 members");
        assertRefused(api.invite("alice", topicId, names("b", 1_001)), 400, "accounts: more than 1000 in one call");
        assertRefused(api.invite("alice", topicId, names("b", 1_000)), 403, "more than 500 members");
        assertRefused(api.invite("eve", topicId, tenThousand), 400, "accounts: more than 1000 in one call");
        assertRefused(api.invite("eve", "99", tenThousand), 400, "accounts: more than 1000 in one call");
        assertRefused(api.kick("eve", topicId, names("", 1_001)), 400, "accounts: more than 1000 in one call");
        assertThat(api.show("alice", topicId).members()).containsExactly("alice", "bob");
    }

    @Test
    void oneCallNamesAThousandAtMost() {
        // Given
        Api large = app(5_000);
        String topicId = large.created("alice", "Friends", names("a", 999));
        // Then
        assertRefused(large.create("alice", "G", names("b", 1_000)), 400, "accounts: more than 1000 in one call");
        assertRefused(large.invite("alice", topicId, names("b", 1_001)), 400, "accounts: more than 1000 in one call");
        assertRefused(large.kick("alice", topicId, names("a", 1_001)), 400, "accounts: more than 1000 in one call");
        assertThat(large.kick("alice", topicId, names("a", 1_000)).good().members())
                .containsExactly("alice");
    }

    @Test
    void aBodyOverTheLimitIsRefusedAsSuch() {
        // When
        Api.Answer answer = api.create("alice", "G", "x".repeat(64 * 1024));
        // Then
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo(413);
    }

    @Test
    void aGroupOfAnotherAppIsNotThereAndAnotherAppsTokenIsRefused() {
        // Given
        Api other = app(500);
        String topicId = api.created("alice", "Friends", "bob");
        String before = api.show("alice", topicId).http().body();
        // Then
        for (Api.Answer answer : List.of(
                other.show("alice", topicId),
                other.invite("alice", topicId, "carol"),
                other.quit("bob", topicId),
                other.kick("alice", topicId, "bob"),
                other.update("alice", topicId, Map.of("topicName", "x")),
                other.dismiss("alice", topicId))) {
            assertRefused(answer, 404, "no topic " + topicId);
        }
        assertRefused(
                Api.send(
                                Map.of("token", accounts.token(other.appId(), "alice")),
                                "GET",
                                "/api/topic/" + api.appId() + "/" + topicId,
                                null)
                        .join(),
                403,
                "appId: the token is of another app");
        assertThat(accounts.exists(other.appId(), "carol")).isFalse();
        assertThat(api.show("alice", topicId).http().body()).isEqualTo(before);
    }

    @Test
    void aStrangerLearnsNothingAndMakesNoAccounts() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        // Then
        assertRefused(api.show("eve", topicId), 403, "not a member");
        assertRefused(api.invite("eve", topicId, "mallory"), 403, "not a member");
        assertRefused(api.invite("eve", "99", "mallory"), 404, "no topic 99");
        assertRefused(api.quit("eve", topicId), 403, "not a member");
        assertRefused(api.kick("eve", topicId, "bob"), 403, "only the owner");
        assertRefused(api.update("eve", topicId, Map.of("ownerAccount", "eve")), 403, "only the owner");
        assertRefused(api.dismiss("eve", topicId), 403, "only the owner");
        assertThat(accounts.exists(api.appId(), "mallory")).isFalse();
        assertThat(api.show("alice", topicId).members()).containsExactly("alice", "bob");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0", "-1", "1.5", "99999999999999999999", "%20", "1%00"})
    void whatIsNoIdIsRefused(String id) {
        assertRefused(api.send("alice", "GET", "/" + id, null).join(), 400, "topicId: must be");
        assertRefused(
                Api.send(Api.credentials("alice"), "GET", "/api/topic/" + id + "/account", null)
                        .join(),
                400,
                "appId: must be");
    }

    @Test
    void withoutAGoodTokenOrSecretNobodyIsAnswered() {
        // Given
        String path = "/api/topic/" + api.appId() + "/account";
        Map<String, String> wrongSecret = Api.credentials("alice");
        wrongSecret.put("appSecret", "guessed");
        Map<String, String> badAccount = Api.credentials("a".repeat(129));
        // Then
        assertRefused(Api.send(Map.of(), "GET", path, null).join(), 401, "no token");
        assertRefused(Api.send(Map.of("token", "x.y.z"), "GET", path, null).join(), 401, "token: invalid");
        assertRefused(Api.send(wrongSecret, "GET", path, null).join(), 401, "wrong appId, appKey or appSecret");
        assertRefused(
                Api.send(Api.credentials("alice"), "GET", "/api/topic/77/account", null)
                        .join(),
                401,
                "wrong appId, appKey or appSecret");
        assertRefused(Api.send(badAccount, "GET", path, null).join(), 400, "appAccount: longer than 128");
    }

    @Test
    void otherPathsMethodsAndTypesHaveAnEnvelopeToo() {
        // Given
        Map<String, String> alice = Map.of("token", accounts.token(api.appId(), "alice"));
        String app = "/api/topic/" + api.appId();
        // When
        Api.Answer noPath = Api.send(alice, "GET", app + "/1/2/3", null).join();
        Api.Answer noMethod = Api.send(alice, "PUT", app + "/1/accounts", "{}").join();
        // Then
        assertThat(List.of(noPath.status(), noPath.code())).containsOnly(404);
        assertThat(List.of(noMethod.status(), noMethod.code())).containsOnly(405);
    }
}
