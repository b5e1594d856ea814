package io.openmimc.contact;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.inbox.InboxGrpc;
import io.openmimc.proto.inbox.UnreadRequest;
import io.openmimc.proto.inbox.UnreadResponse;
import io.openmimc.proto.topics.Topic;
import io.openmimc.proto.topics.TopicsGrpc;
import io.openmimc.proto.topics.TopicsOfRequest;
import io.openmimc.proto.topics.TopicsOfResponse;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Plays topic-service and history-service. A public field of this type in the test class gets it. */
public class Neighbours implements QuarkusTestResourceLifecycleManager {
    private record Member(long appId, long uuid) {}

    private final Map<Member, Map<Long, Topic>> topics = new ConcurrentHashMap<>();
    private final Map<Long, UnreadResponse> inboxes = new ConcurrentHashMap<>();
    private final AtomicLong lastTopic = new AtomicLong(System.currentTimeMillis() << 10);
    private Server topicService;
    private Server historyService;
    private int topicPort;
    private int historyPort;

    @Override
    public Map<String, String> start() {
        openTopicService();
        openHistoryService();
        return Map.of(
                "openmimc.peers.topics",
                "127.0.0.1:" + topicPort,
                "openmimc.peers.history",
                "127.0.0.1:" + historyPort);
    }

    /** On the same port each time. */
    public void openTopicService() {
        topicService = server(topicPort, new Topics());
        topicPort = topicService.getPort();
    }

    public void openHistoryService() {
        historyService = server(historyPort, new Inboxes());
        historyPort = historyService.getPort();
    }

    public void closeTopicService() {
        close(topicService);
    }

    public void closeHistoryService() {
        close(historyService);
    }

    private static Server server(int port, io.grpc.BindableService service) {
        try {
            return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .addService(service)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(Server server) {
        try {
            server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(Neighbours.class));
    }

    @Override
    public void stop() {
        closeTopicService();
        closeHistoryService();
    }

    public long newTopic() {
        return lastTopic.incrementAndGet();
    }

    /** Brings an account into a topic; or renames the topic for it. */
    public void join(long appId, long topicId, String name, long uuid, long joinedAt) {
        topics.computeIfAbsent(new Member(appId, uuid), member -> new ConcurrentSkipListMap<>())
                .put(
                        topicId,
                        Topic.newBuilder()
                                .setTopicId(topicId)
                                .setName(name)
                                .setJoinedAt(joinedAt)
                                .build());
    }

    public void leave(long appId, long topicId, long uuid) {
        topics.get(new Member(appId, uuid)).remove(topicId);
    }

    public void unread(long uuid, UnreadResponse counts) {
        inboxes.put(uuid, counts);
    }

    public static UnreadResponse.Conversation waiting(Kind kind, long id, int messages) {
        return UnreadResponse.Conversation.newBuilder()
                .setKind(kind)
                .setId(id)
                .setMessages(messages)
                .build();
    }

    private final class Topics extends TopicsGrpc.TopicsImplBase {
        @Override
        public void topicsOf(TopicsOfRequest request, StreamObserver<TopicsOfResponse> answer) {
            answer.onNext(TopicsOfResponse.newBuilder()
                    .addAllTopics(topics.getOrDefault(new Member(request.getAppId(), request.getUuid()), Map.of())
                            .values())
                    .build());
            answer.onCompleted();
        }
    }

    private final class Inboxes extends InboxGrpc.InboxImplBase {
        @Override
        public void unread(UnreadRequest request, StreamObserver<UnreadResponse> answer) {
            if (request.getAppId() == 0) {
                answer.onError(Status.INVALID_ARGUMENT.asRuntimeException());
                return;
            }
            answer.onNext(inboxes.getOrDefault(request.getUuid(), UnreadResponse.getDefaultInstance()));
            answer.onCompleted();
        }
    }
}
