package io.openmimc.topic.topic;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.TopicChanged;
import io.openmimc.topic.Api;
import io.openmimc.topic.PublishedEvents;
import io.openmimc.topic.TopicFixture;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class TopicRacesTest extends TopicFixture {

    @AfterEach
    void accountServiceAnswersAtOnce() {
        accounts.resolveAtOnce();
    }

    @Test
    void sixHundredInvitesOfTenCallersFillFiveHundredSeatsExactly() {
        // Given
        String callers = names("caller", 9);
        String topicId = api.created("owner", "Crowd", callers);
        List<String> inviting = new ArrayList<>(List.of(callers.split(",")));
        inviting.add("owner");
        // When
        List<CompletableFuture<Api.Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            calls.add(api.inviting(inviting.get(i % 10), topicId, "guest" + i));
        }
        List<Api.Answer> answers = all(calls);
        // Then
        assertThat(withCode(answers, 200)).isEqualTo(490);
        assertThat(withCode(answers, 403)).isEqualTo(110);
        List<String> members = api.show("owner", topicId).good().members();
        assertThat(members).hasSize(500).doesNotHaveDuplicates();
        for (int i = 0; i < 600; i++) {
            assertThat(members.contains("guest" + i)).isEqualTo(answers.get(i).code() == 200);
        }
        assertEventsTellTheWholeStory(topicId, 491, members);
    }

    @Test
    void oneAccountInvitedAHundredTimesJoinsOnce() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        // When
        List<CompletableFuture<Api.Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(api.inviting(i % 2 == 0 ? "alice" : "bob", topicId, "carol"));
        }
        List<Api.Answer> answers = all(calls);
        // Then
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.good().members()).containsExactly("alice", "bob", "carol"));
        assertEventsTellTheWholeStory(topicId, 2, List.of("alice", "bob", "carol"));
    }

    @Test
    void changesOfTwoOwnersAtOnceAreAllThere() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        // When: each hands the group to the other, over and over, and names it meanwhile
        List<CompletableFuture<Api.Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            calls.add(api.updating("alice", topicId, Map.of("ownerAccount", "bob", "topicName", "alice " + i)));
            calls.add(api.updating("bob", topicId, Map.of("ownerAccount", "alice", "bulletin", "bob " + i)));
        }
        List<Api.Answer> answers = all(calls);
        // Then
        long done = withCode(answers, 200);
        assertThat(done).isPositive();
        assertThat(done + withCode(answers, 403)).isEqualTo(80);
        List<String> members = api.show("alice", topicId).good().members();
        assertThat(members).containsExactlyInAnyOrder("alice", "bob");
        List<TopicChanged> events = assertEventsTellTheWholeStory(topicId, 1 + (int) done, members);
        // Every change took over what the one before had left.
        for (int i = 1; i < events.size(); i++) {
            assertThat(events.get(i).getOwner()).isNotEqualTo(events.get(i - 1).getOwner());
        }
    }

    @Test
    void anInvitationAndADismissalLeaveNoHalfAGroup() {
        for (int round = 0; round < 20; round++) {
            // Given
            String topicId = api.created("alice", "Friends", "bob");
            // When
            var invitation = api.inviting("bob", topicId, "carol" + round + ",dave");
            var dismissal = api.dismissing("alice", topicId);
            // Then
            assertThat(dismissal.join().code()).isEqualTo(200);
            assertThat(invitation.join().code()).isIn(200, 404);
            assertThat(api.show("alice", topicId).code()).isEqualTo(404);
        }
        assertThat(api.list("dave").good().json().getList("data")).isEmpty();
        assertThat(api.list("carol0").good().json().getList("data")).isEmpty();
    }

    @Test
    void aGroupDismissedWhileAccountsAreLookedUpStaysDismissed() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        List<Integer> dismissals = Collections.synchronizedList(new ArrayList<>());
        accounts.beforeResolving(request -> {
            if (request.getAccountsList().contains("latecomer")) {
                dismissals.add(api.dismiss("alice", topicId).code());
            }
        });
        // When
        Api.Answer answer = api.invite("bob", topicId, "latecomer");
        // Then
        assertThat(dismissals).as("the group was not locked meanwhile").containsExactly(200);
        assertRefused(answer, 404, "no topic");
        assertThat(api.list("latecomer").good().json().getList("data")).isEmpty();
    }

    @Test
    void whoWasRemovedWhileAccountsAreLookedUpInvitesNobody() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        accounts.beforeResolving(request -> {
            if (request.getAccountsList().contains("guest")) {
                api.kick("alice", topicId, "bob").good();
            }
        });
        // When
        Api.Answer answer = api.invite("bob", topicId, "guest");
        // Then
        assertRefused(answer, 403, "not a member");
        assertThat(api.show("alice", topicId).members()).containsExactly("alice");
    }

    @Test
    void ownershipHandedToWhoIsLeavingNeverLeavesAGroupWithoutItsOwner() {
        for (int round = 0; round < 30; round++) {
            // Given
            String topicId = api.created("alice", "Friends", "bob,carol");
            // When
            var calls = new ArrayList<>(List.of(0, 1));
            Collections.shuffle(calls, new Random(round));
            CompletableFuture<Api.Answer> handing = null;
            CompletableFuture<Api.Answer> leaving = null;
            for (int call : calls) {
                if (call == 0) {
                    handing = api.updating("alice", topicId, Map.of("ownerAccount", "bob"));
                } else {
                    leaving = api.quitting("bob", topicId);
                }
            }
            // Then
            int handed = handing.join().code();
            int left = leaving.join().code();
            if (handed == 200) {
                assertThat(left).as("the owner cannot leave").isEqualTo(500);
                assertThat(api.show("bob", topicId).good().members()).containsExactly("bob", "alice", "carol");
            } else {
                assertThat(handed).isEqualTo(403);
                assertThat(left).isEqualTo(200);
                assertThat(api.show("alice", topicId).good().members()).containsExactly("alice", "carol");
            }
        }
    }

    @Test
    void groupsThatShareTheirMembersDoNotWaitForEachOther() {
        // Given
        List<String> topics = IntStream.range(0, 8)
                .mapToObj(i -> api.created("owner" + i, "Group " + i, ""))
                .toList();
        // When: all invite the same, in different orders, and let them go again
        List<String> people = new ArrayList<>(List.of(names("guest", 60).split(",")));
        List<CompletableFuture<Api.Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Collections.shuffle(people, new Random(i));
            String shuffled = String.join(",", people);
            String topicId = topics.get(i);
            String owner = "owner" + i;
            calls.add(api.inviting(owner, topicId, shuffled));
            calls.add(api.quitting("guest" + i, topicId));
            calls.add(api.inviting(owner, topicId, "guest" + i));
        }
        List<Api.Answer> answers = all(calls);
        // Then
        assertThat(answers).allSatisfy(answer -> assertThat(answer.code()).isIn(200, 403));
        for (int i = 0; i < 8; i++) {
            assertThat(answers.get(3 * i).code()).isEqualTo(200);
            assertThat(api.show("owner" + i, topics.get(i)).good().members().size())
                    .isBetween(60, 61);
        }
    }

    /** One event for each version, without a gap, that together lead to these members. */
    private List<TopicChanged> assertEventsTellTheWholeStory(String topicId, int versions, List<String> members) {
        try (PublishedEvents published = new PublishedEvents(kafka)) {
            await().atMost(ofSeconds(30)).until(() -> published.of(topicId).size() >= versions);
            List<TopicChanged> events = published.of(topicId);
            assertThat(events)
                    .extracting(TopicChanged::getVersion)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, versions).boxed().toList());
            Set<String> told = new LinkedHashSet<>();
            for (TopicChanged event : events) {
                List<String> whom = event.getAccountsList().stream()
                        .map(AccountRef::getAccount)
                        .toList();
                if (event.getChange() == TopicChanged.Change.LEFT) {
                    told.removeAll(whom);
                } else {
                    told.addAll(whom);
                }
            }
            assertThat(told).containsExactlyInAnyOrderElementsOf(members);
            return events;
        }
    }
}
