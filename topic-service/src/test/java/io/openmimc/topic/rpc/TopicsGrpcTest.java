package io.openmimc.topic.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Channel;
import io.grpc.Status;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.topics.MembershipRequest;
import io.openmimc.proto.topics.MembershipResponse;
import io.openmimc.proto.topics.RosterRequest;
import io.openmimc.proto.topics.RosterResponse;
import io.openmimc.proto.topics.Topic;
import io.openmimc.proto.topics.TopicsGrpc;
import io.openmimc.proto.topics.TopicsOfRequest;
import io.openmimc.proto.topics.VersionsRequest;
import io.openmimc.topic.TopicFixture;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class TopicsGrpcTest extends TopicFixture {
    @GrpcClient("topics")
    Channel channel;

    private TopicsGrpc.TopicsBlockingStub topics() {
        return TopicsGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private RosterResponse roster(long appId, String topicId, long known) {
        return topics().roster(RosterRequest.newBuilder()
                .setAppId(appId)
                .setTopicId(Long.parseLong(topicId))
                .setKnownVersion(known)
                .build());
    }

    private MembershipResponse membership(long appId, String topicId, String account) {
        return topics().membership(MembershipRequest.newBuilder()
                .setAppId(appId)
                .setTopicId(Long.parseLong(topicId))
                .setUuid(accounts.uuid(api.appId(), account))
                .build());
    }

    @Test
    void aRosterHasTheOwnerFirstAndItsVersionGrows() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        RosterResponse first = roster(api.appId(), topicId, 0);
        // When
        api.invite("bob", topicId, "carol").good();
        api.update("alice", topicId, Map.of("ownerAccount", "bob")).good();
        RosterResponse later = roster(api.appId(), topicId, first.getVersion());
        // Then
        assertThat(first.getVersion()).isEqualTo(1);
        assertThat(first.getMembersList()).extracting(AccountRef::getAccount).containsExactly("alice", "bob");
        assertThat(first.getMembers(1).getUuid()).isEqualTo(accounts.uuid(api.appId(), "bob"));
        assertThat(later.getVersion()).isEqualTo(3);
        assertThat(later.getMembersList()).extracting(AccountRef::getAccount).containsExactly("bob", "alice", "carol");
    }

    @Test
    void aKnownVersionIsAnsweredWithoutTheMembers() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        // When
        RosterResponse known = roster(api.appId(), topicId, 1);
        // Then
        assertThat(known.getVersion()).isEqualTo(1);
        assertThat(known.getMembersList()).isEmpty();
    }

    @Test
    void aLargeGroupWithLongNamesFitsIntoOneAnswer() {
        // Given
        api = app(5_000);
        String topicId = api.created("owner", "Large", "");
        for (int i = 0; i < 5; i++) {
            // 127 characters of 3 bytes each, as many to a body as fit
            for (int part = 0; part < 7; part++) {
                api.invite("owner", topicId, names("群".repeat(120) + i + part + "x", 140))
                        .good();
            }
        }
        // When
        RosterResponse roster = roster(api.appId(), topicId, 0);
        // Then
        assertThat(roster.getMembersCount()).isEqualTo(4_901);
    }

    @Test
    void versionsComeInTheOrderAsked() {
        // Given
        String first = api.created("alice", "First", "");
        String second = api.created("alice", "Second", "");
        api.invite("alice", second, "bob").good();
        // When
        List<Long> versions = topics().versions(VersionsRequest.newBuilder()
                        .addTopicIds(Long.parseLong(second))
                        .addTopicIds(99)
                        .addTopicIds(Long.parseLong(first))
                        .addTopicIds(Long.parseLong(second))
                        .build())
                .getVersionsList();
        // Then
        assertThat(versions).containsExactly(2L, 0L, 1L, 2L);
    }

    @Test
    void moreThanAThousandVersionsAreRefused() {
        // Given
        VersionsRequest.Builder request = VersionsRequest.newBuilder();
        LongStream.rangeClosed(1, 1_000).forEach(request::addTopicIds);
        // Then
        assertThat(topics().versions(request.build()).getVersionsCount()).isEqualTo(1_000);
        assertThatThrownBy(() -> topics().versions(request.addTopicIds(1_001).build()))
                .satisfies(e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
    }

    @Test
    void membershipTellsSinceWhen() {
        // Given
        long before = System.currentTimeMillis();
        String topicId = api.created("alice", "Friends", "bob");
        // When
        MembershipResponse bob = membership(api.appId(), topicId, "bob");
        api.quit("bob", topicId).good();
        // Then
        assertThat(bob.getMember()).isTrue();
        assertThat(bob.getJoinedAt()).isBetween(before, System.currentTimeMillis());
        MembershipResponse gone = membership(api.appId(), topicId, "bob");
        assertThat(gone.getMember()).isFalse();
        assertThat(gone.getJoinedAt()).isZero();
        api.invite("alice", topicId, "bob").good();
        assertThat(membership(api.appId(), topicId, "bob").getJoinedAt()).isGreaterThanOrEqualTo(bob.getJoinedAt());
    }

    @Test
    void theTopicsOfAnAccountAreThoseItIsIn() {
        // Given
        String first = api.created("alice", "First", "bob");
        String second = api.created("bob", "Second", "");
        api.created("carol", "Third", "alice");
        long bob = accounts.uuid(api.appId(), "bob");
        // When
        List<Topic> topics = topics().topicsOf(TopicsOfRequest.newBuilder()
                        .setAppId(api.appId())
                        .setUuid(bob)
                        .build())
                .getTopicsList();
        // Then
        assertThat(topics)
                .extracting(topic -> Long.toString(topic.getTopicId()))
                .containsExactly(first, second);
        assertThat(topics).extracting(Topic::getName).containsExactly("First", "Second");
        assertThat(topics.get(0).getOwner().getAccount()).isEqualTo("alice");
        assertThat(topics.get(0).getOwner().getUuid()).isEqualTo(accounts.uuid(api.appId(), "alice"));
        assertThat(topics.get(0).getJoinedAt()).isPositive();
        assertThat(topics().topicsOf(TopicsOfRequest.newBuilder()
                                .setAppId(AccountServiceStandIn.APP)
                                .setUuid(bob)
                                .build())
                        .getTopicsList())
                .isEmpty();
    }

    @Test
    void aTopicOfAnotherAppIsNotThere() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        // Then
        for (String id : List.of(topicId, "99", "0", "-1")) {
            assertThatThrownBy(() -> roster(AccountServiceStandIn.APP, id, 1))
                    .satisfies(
                            e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.NOT_FOUND));
            assertThatThrownBy(() -> membership(AccountServiceStandIn.APP, id, "alice"))
                    .satisfies(
                            e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.NOT_FOUND));
        }
    }
}
