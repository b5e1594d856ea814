package io.openmimc.topic.rpc;

import io.grpc.stub.StreamObserver;
import io.openmimc.kit.rpc.GrpcAnswers;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.topics.MembershipRequest;
import io.openmimc.proto.topics.MembershipResponse;
import io.openmimc.proto.topics.RosterRequest;
import io.openmimc.proto.topics.RosterResponse;
import io.openmimc.proto.topics.Topic;
import io.openmimc.proto.topics.TopicsGrpc;
import io.openmimc.proto.topics.TopicsOfRequest;
import io.openmimc.proto.topics.TopicsOfResponse;
import io.openmimc.proto.topics.VersionsRequest;
import io.openmimc.proto.topics.VersionsResponse;
import io.openmimc.topic.topic.Joined;
import io.openmimc.topic.topic.Member;
import io.openmimc.topic.topic.TopicInfo;
import io.openmimc.topic.topic.TopicKey;
import io.openmimc.topic.topic.TopicQueries;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** Topics for the other services, one query a call. */
@GrpcService
class TopicsGrpcService extends TopicsGrpc.TopicsImplBase {
    private static final int MAX_VERSIONS = 1_000;

    private final TopicQueries topics;

    TopicsGrpcService(TopicQueries topics) {
        this.topics = topics;
    }

    @Override
    public void roster(RosterRequest request, StreamObserver<RosterResponse> observer) {
        TopicKey key = new TopicKey(request.getAppId(), request.getTopicId());
        GrpcAnswers.send(
                topics.roster(key, request.getKnownVersion()).map(roster -> RosterResponse.newBuilder()
                        .setVersion(roster.version())
                        .addAllMembers(
                                roster.members().stream().map(Member::ref).toList())
                        .build()),
                observer);
    }

    @Override
    public void versions(VersionsRequest request, StreamObserver<VersionsResponse> observer) {
        GrpcAnswers.send(versions(request), observer);
    }

    private Uni<VersionsResponse> versions(VersionsRequest request) {
        if (request.getTopicIdsCount() > MAX_VERSIONS) {
            return Uni.createFrom()
                    .failure(new ImException(ErrorCode.BAD_REQUEST, "topic_ids: more than " + MAX_VERSIONS));
        }
        return topics.versions(request.getTopicIdsList()).map(versions -> {
            VersionsResponse.Builder response = VersionsResponse.newBuilder();
            request.getTopicIdsList().forEach(id -> response.addVersions(versions.getOrDefault(id, 0L)));
            return response.build();
        });
    }

    @Override
    public void membership(MembershipRequest request, StreamObserver<MembershipResponse> observer) {
        TopicKey key = new TopicKey(request.getAppId(), request.getTopicId());
        GrpcAnswers.send(
                topics.joinedAt(key, request.getUuid()).map(joinedAt -> MembershipResponse.newBuilder()
                        .setMember(joinedAt.isPresent())
                        .setJoinedAt(joinedAt.orElse(0L))
                        .build()),
                observer);
    }

    @Override
    public void topicsOf(TopicsOfRequest request, StreamObserver<TopicsOfResponse> observer) {
        GrpcAnswers.send(
                topics.joined(request.getAppId(), request.getUuid()).map(joined -> TopicsOfResponse.newBuilder()
                        .addAllTopics(
                                joined.stream().map(TopicsGrpcService::topic).toList())
                        .build()),
                observer);
    }

    private static Topic topic(Joined joined) {
        TopicInfo topic = joined.topic();
        return Topic.newBuilder()
                .setTopicId(topic.topicId())
                .setName(topic.topicName())
                .setOwner(AccountRef.newBuilder().setUuid(topic.ownerUuid()).setAccount(topic.ownerAccount()))
                .setJoinedAt(joined.joinedAt())
                .build();
    }
}
