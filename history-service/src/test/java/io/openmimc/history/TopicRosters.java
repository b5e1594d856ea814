package io.openmimc.history;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.topics.MembershipRequest;
import io.openmimc.proto.topics.MembershipResponse;
import io.openmimc.proto.topics.RosterRequest;
import io.openmimc.proto.topics.RosterResponse;
import io.openmimc.proto.topics.TopicsGrpc;
import io.openmimc.proto.topics.VersionsRequest;
import io.openmimc.proto.topics.VersionsResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Plays topic-service: topics with members, who have joined at a time. Accounts are named as those of {@link MessageLog}. */
public final class TopicRosters extends TopicsGrpc.TopicsImplBase {
    private record Topic(long appId, long version, Map<Long, Long> joinedAt) {}

    private final AtomicLong lastTopic = new AtomicLong(System.currentTimeMillis() << 10);
    private final ConcurrentMap<Long, Topic> topics = new ConcurrentHashMap<>();
    private final Set<Long> hanging = ConcurrentHashMap.newKeySet();

    public long create(long appId, long... members) {
        long topic = lastTopic.incrementAndGet();
        topics.put(topic, new Topic(appId, 0, Map.of()));
        for (long member : members) {
            join(topic, member, 1);
        }
        return topic;
    }

    void join(long topic, long member, long atMs) {
        change(topic, joined -> joined.put(member, atMs));
    }

    void leave(long topic, long member) {
        change(topic, joined -> joined.remove(member));
    }

    private void change(long topic, Consumer<Map<Long, Long>> change) {
        topics.computeIfPresent(topic, (id, old) -> {
            Map<Long, Long> joined = new LinkedHashMap<>(old.joinedAt);
            change.accept(joined);
            return new Topic(old.appId, old.version + 1, joined);
        });
    }

    void dismiss(long topic) {
        topics.remove(topic);
    }

    /** Questions for its roster are not answered. */
    void hang(long topic) {
        hanging.add(topic);
    }

    void recover(long topic) {
        hanging.remove(topic);
    }

    @Override
    public void roster(RosterRequest request, StreamObserver<RosterResponse> answer) {
        Topic topic = find(request.getAppId(), request.getTopicId(), answer);
        if (topic != null && !hanging.contains(request.getTopicId())) {
            var roster = RosterResponse.newBuilder().setVersion(topic.version);
            if (topic.version != request.getKnownVersion()) {
                topic.joinedAt
                        .keySet()
                        .forEach(uuid -> roster.addMembers(
                                AccountRef.newBuilder().setUuid(uuid).setAccount("account-" + uuid)));
            }
            answer.onNext(roster.build());
            answer.onCompleted();
        }
    }

    @Override
    public void versions(VersionsRequest request, StreamObserver<VersionsResponse> answer) {
        var versions = VersionsResponse.newBuilder();
        request.getTopicIdsList().forEach(id -> {
            Topic topic = topics.get(id);
            versions.addVersions(topic == null ? 0 : topic.version);
        });
        answer.onNext(versions.build());
        answer.onCompleted();
    }

    @Override
    public void membership(MembershipRequest request, StreamObserver<MembershipResponse> answer) {
        Topic topic = find(request.getAppId(), request.getTopicId(), answer);
        if (topic != null) {
            Long joined = topic.joinedAt.get(request.getUuid());
            answer.onNext(MembershipResponse.newBuilder()
                    .setMember(joined != null)
                    .setJoinedAt(joined == null ? 0 : joined)
                    .build());
            answer.onCompleted();
        }
    }

    private Topic find(long appId, long id, StreamObserver<?> answer) {
        Topic topic = topics.get(id);
        if (topic == null || topic.appId != appId) {
            answer.onError(Status.NOT_FOUND.withDescription("no topic " + id).asRuntimeException());
            return null;
        }
        return topic;
    }
}
