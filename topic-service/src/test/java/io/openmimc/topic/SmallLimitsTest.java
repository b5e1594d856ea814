package io.openmimc.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SmallLimitsTest.Small.class)
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class SmallLimitsTest extends TopicFixture {
    @Inject
    AgroalDataSource database;

    public static class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "openmimc.topic.topics-account",
                    "3",
                    "openmimc.topic.requests-account",
                    "5",
                    "quarkus.datasource.reactive.additional-properties.lock_timeout",
                    "1s");
        }
    }

    @Test
    void whoIsInTooManyGroupsIsNotAddedAndNobodyWithThem() {
        // Given
        for (int i = 0; i < 3; i++) {
            api.created("busy", "Group " + i, "");
        }
        String topicId = api.created("alice", "Friends", "bob");
        // Then
        assertRefused(api.create("busy", "One more", ""), 403, "busy is in 3 groups already, nobody was added");
        assertRefused(api.create("alice", "Other", "carol,busy"), 403, "busy is in 3 groups already");
        assertRefused(api.invite("alice", topicId, "carol,busy"), 403, "busy is in 3 groups already");
        assertThat(api.show("alice", topicId).members()).containsExactly("alice", "bob");
        assertThat(api.list("alice").json().getList("data")).hasSize(1);
        assertThat(api.list("carol").json().getList("data")).isEmpty();
        assertThat(api.list("busy").json().getList("data")).hasSize(3);
    }

    @Test
    void aGroupThatAReplicaKeepsLockedIsRefusedAfterAWhileAndHoldsUpNoOther() throws SQLException {
        // Given
        String locked = api.created("alice", "Locked", "bob");
        String free = api.created("carol", "Free", "");
        try (Connection replica = database.getConnection();
                Statement statement = replica.createStatement()) {
            replica.setAutoCommit(false);
            statement.execute("SELECT id FROM topic.topics WHERE id = " + locked + " FOR UPDATE");
            // When
            List<CompletableFuture<Api.Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                calls.add(api.inviting(i % 2 == 0 ? "alice" : "bob", locked, "dave"));
            }
            // Then: were there a connection for each of them, none of 16 would be left
            assertThat(api.invite("carol", free, "dave").good().members()).containsExactly("carol", "dave");
            assertThat(api.show("bob", locked).good().members()).containsExactly("alice", "bob");
            assertRefused(calls.get(0).join(), 503, "try again");
            replica.rollback();
            assertThat(withCode(all(calls), 200)).isPositive();
        }
        assertThat(api.show("bob", locked).good().members()).containsExactly("alice", "bob", "dave");
    }

    @Test
    void aFloodOfOneAccountIsRefusedAfterTenSecondsWorthOfCallsAndOthersAreNot() {
        // When
        long start = System.nanoTime();
        List<CompletableFuture<Api.Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            calls.add(api.send("flood", "GET", "/account", null));
        }
        List<Api.Answer> answers = all(calls);
        long seconds = (System.nanoTime() - start) / 1_000_000_000L;
        // Then
        assertThat(withCode(answers, 200)).isBetween(50L, 50 + 5 * (seconds + 1));
        assertThat(answers).filteredOn(answer -> answer.code() != 200).allSatisfy(answer -> {
            assertRefused(answer, 429, "more than 5 calls a second of this account");
            assertThat(answer.http().headers().firstValue("Retry-After")).isPresent();
        });
        api.list("other").good();
    }
}
