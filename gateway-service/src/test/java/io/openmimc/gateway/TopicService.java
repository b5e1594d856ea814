package io.openmimc.gateway;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.topics.RosterRequest;
import io.openmimc.proto.topics.RosterResponse;
import io.openmimc.proto.topics.TopicsGrpc;
import io.openmimc.proto.topics.VersionsRequest;
import io.openmimc.proto.topics.VersionsResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** The gRPC contract of topic-service with rosters in memory. Its topics are all of {@link AccountService#APP}. */
public final class TopicService extends TopicsGrpc.TopicsImplBase {
    private record Topic(long version, long[] members) {}

    private final AtomicLong nextTopic = new AtomicLong(70_000);
    private final Map<Long, Topic> topics = new ConcurrentHashMap<>();
    private final AtomicInteger rosters = new AtomicInteger();

    public long create(long... members) {
        long topic = nextTopic.incrementAndGet();
        topics.put(topic, new Topic(1, members));
        return topic;
    }

    public void change(long topic, long... members) {
        topics.computeIfPresent(topic, (id, old) -> new Topic(old.version + 1, members));
    }

    public void dismiss(long topic) {
        topics.remove(topic);
    }

    /** Calls for a roster so far. */
    public int rosters() {
        return rosters.get();
    }

    @Override
    public void roster(RosterRequest request, StreamObserver<RosterResponse> answer) {
        rosters.incrementAndGet();
        Topic topic = topics.get(request.getTopicId());
        if (topic == null || request.getAppId() != AccountService.APP) {
            answer.onError(Status.NOT_FOUND
                    .withDescription("no topic " + request.getTopicId())
                    .asRuntimeException());
            return;
        }
        var roster = RosterResponse.newBuilder().setVersion(topic.version);
        if (request.getKnownVersion() != topic.version) {
            LongStream.of(topic.members)
                    .forEach(uuid -> roster.addMembers(
                            AccountRef.newBuilder().setUuid(uuid).setAccount("member " + uuid)));
        }
        answer.onNext(roster.build());
        answer.onCompleted();
    }

    @Override
    public void versions(VersionsRequest request, StreamObserver<VersionsResponse> answer) {
        var versions = VersionsResponse.newBuilder();
        for (long id : request.getTopicIdsList()) {
            Topic topic = topics.get(id);
            versions.addVersions(topic == null ? 0 : topic.version);
        }
        answer.onNext(versions.build());
        answer.onCompleted();
    }
}
