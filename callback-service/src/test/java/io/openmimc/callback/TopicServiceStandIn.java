package io.openmimc.callback;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.topics.RosterRequest;
import io.openmimc.proto.topics.RosterResponse;
import io.openmimc.proto.topics.TopicsGrpc;
import io.openmimc.proto.topics.VersionsRequest;
import io.openmimc.proto.topics.VersionsResponse;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Plays topic-service: topics that never change. A public field of this type in the test class gets it. */
public class TopicServiceStandIn extends TopicsGrpc.TopicsImplBase implements QuarkusTestResourceLifecycleManager {
    private final Map<Long, List<String>> topics = new ConcurrentHashMap<>();
    private final AtomicLong lastTopic = new AtomicLong(System.currentTimeMillis() << 10);
    private Server server;

    public long create(List<String> members) {
        topics.put(lastTopic.incrementAndGet(), members);
        return lastTopic.get();
    }

    @Override
    public Map<String, String> start() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("openmimc.peers.topics", "127.0.0.1:" + server.getPort());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(TopicServiceStandIn.class));
    }

    @Override
    public void stop() {
        server.shutdownNow();
    }

    @Override
    public void roster(RosterRequest request, StreamObserver<RosterResponse> answer) {
        List<String> members = topics.get(request.getTopicId());
        if (members == null) {
            answer.onError(Status.NOT_FOUND.withDescription("no such topic").asRuntimeException());
            return;
        }
        var roster = RosterResponse.newBuilder().setVersion(1);
        for (int i = 0; i < members.size(); i++) {
            roster.addMembers(AccountRef.newBuilder().setUuid(i + 1).setAccount(members.get(i)));
        }
        answer.onNext(roster.build());
        answer.onCompleted();
    }

    @Override
    public void versions(VersionsRequest request, StreamObserver<VersionsResponse> answer) {
        var versions = VersionsResponse.newBuilder();
        request.getTopicIdsList().forEach(id -> versions.addVersions(topics.containsKey(id) ? 1 : 0));
        answer.onNext(versions.build());
        answer.onCompleted();
    }
}
