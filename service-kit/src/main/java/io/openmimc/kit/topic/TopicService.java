package io.openmimc.kit.topic;

import io.grpc.Channel;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.topics.MembershipRequest;
import io.openmimc.proto.topics.MembershipResponse;
import io.openmimc.proto.topics.RosterRequest;
import io.openmimc.proto.topics.Topic;
import io.openmimc.proto.topics.TopicsGrpc;
import io.openmimc.proto.topics.TopicsOfRequest;
import io.openmimc.proto.topics.TopicsOfResponse;
import io.openmimc.proto.topics.VersionsRequest;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks topic-service. */
@Singleton
public class TopicService implements RosterSource {
    private static final String PEER = "topic-service";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration VERSIONS_TIMEOUT = Duration.ofMillis(800);

    private final TopicsGrpc.TopicsFutureStub topics;

    TopicService(@GrpcClient("topics") Channel channel, Reconnect reconnect) {
        topics = TopicsGrpc.newFutureStub(reconnect.watch(channel));
    }

    /**
     * Whether an account is a member, as it is now, not from a cache.
     *
     * @return fails with {@link ImException}: NOT_FOUND without such a topic in that app, UNAVAILABLE
     */
    public CompletionStage<MembershipResponse> membership(TopicKey topic, long uuid) {
        return Rpc.stage(
                PEER,
                patient(TIMEOUT)
                        .membership(MembershipRequest.newBuilder()
                                .setAppId(topic.appId())
                                .setTopicId(topic.topicId())
                                .setUuid(uuid)
                                .build()));
    }

    /**
     * The topics that an account is in, as it is now, not from a cache; by id, at most as many as an account may be in.
     *
     * @return fails with {@link ImException} UNAVAILABLE
     */
    public CompletionStage<List<Topic>> topicsOf(long appId, long uuid) {
        return Rpc.stage(
                        PEER,
                        patient(TIMEOUT)
                                .topicsOf(TopicsOfRequest.newBuilder()
                                        .setAppId(appId)
                                        .setUuid(uuid)
                                        .build()))
                .thenApply(TopicsOfResponse::getTopicsList);
    }

    @Override
    public CompletableFuture<Roster> load(TopicKey topic, @Nullable Roster known) {
        // Who has an older roster to go on with need not wait for a topic-service that is not there.
        var stub =
                known == null ? patient(TIMEOUT) : topics.withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        return Rpc.stage(
                        PEER,
                        stub.roster(RosterRequest.newBuilder()
                                .setAppId(topic.appId())
                                .setTopicId(topic.topicId())
                                .setKnownVersion(known == null ? 0 : known.version())
                                .build()))
                .thenApply(answer -> known != null && answer.getVersion() == known.version()
                        ? known
                        : new Roster(topic, answer.getVersion(), answer.getMembersList()));
    }

    @Override
    public CompletableFuture<List<Long>> versions(List<TopicKey> asked) {
        var request = VersionsRequest.newBuilder();
        asked.forEach(topic -> request.addTopicIds(topic.topicId()));
        return Rpc.stage(
                        PEER,
                        topics.withDeadlineAfter(VERSIONS_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .versions(request.build()))
                .thenApply(answer -> {
                    if (answer.getVersionsCount() != asked.size()) {
                        throw new ImException(ErrorCode.INTERNAL, "internal error");
                    }
                    return answer.getVersionsList();
                });
    }

    private TopicsGrpc.TopicsFutureStub patient(Duration timeout) {
        return topics.withWaitForReady().withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
