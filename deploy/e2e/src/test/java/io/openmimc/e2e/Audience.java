package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.nio.NioEventLoopGroup;
import io.openmimc.sdk.Message;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.Status;
import io.openmimc.sdk.rest.Topic;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A group whose members have one device each, half of them on TCP and half on WebSocket. They share an event loop and a
 * thread for their listeners, so 500 of them cost this process little. The one who speaks has an event loop of its own.
 */
final class Audience implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int AT_ONCE = 50;

    private final NioEventLoopGroup speakersLoop = new NioEventLoopGroup(1);
    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final ExecutorService listeners = Executors.newSingleThreadExecutor();
    private final List<MimcClient> members = new ArrayList<>();
    private final Map<Integer, Broadcast> broadcasts = new ConcurrentHashMap<>();
    private final long topicId;

    /** All of them online; the first one speaks. */
    Audience(Cloud cloud, int size) {
        HttpClient http = HttpClient.newHttpClient();
        List<String> accounts =
                IntStream.range(0, size).mapToObj(i -> Cloud.account("member")).toList();
        for (int i = 0; i < size; i++) {
            var builder =
                    i % 2 == 0 ? cloud.tcp(accounts.get(i), "device") : cloud.webSocket(accounts.get(i), "device");
            MimcClient member = builder.eventLoops(i == 0 ? speakersLoop : loops)
                    .executor(listeners)
                    .httpClient(http)
                    .sendTimeout(PATIENCE)
                    .build();
            members.add(member.onMessage(message -> take(member, message)));
        }
        login(members);
        Topic topic = Cloud.get(cloud.topics(accounts.get(0)).create("audience", accounts));
        assertThat(topic.members()).hasSize(size);
        topicId = topic.id();
    }

    private void take(MimcClient member, Message message) {
        Broadcast broadcast = broadcasts.get(Broadcast.numberOf(message.payload()));
        if (broadcast != null) {
            broadcast.arrived(member, message.payload());
        }
    }

    List<MimcClient> members() {
        return List.copyOf(members);
    }

    long topicId() {
        return topicId;
    }

    /** The first member speaks, all others are to hear it. */
    MimcClient speaker() {
        return members.get(0);
    }

    /** @param live those whose latency counts */
    Broadcast broadcast(int count, Set<MimcClient> live) {
        int number = broadcasts.size();
        Broadcast broadcast = new Broadcast(number, count, members.subList(1, members.size()), live);
        broadcasts.put(number, broadcast);
        return broadcast;
    }

    /** Everybody but the speaker is online. */
    Broadcast broadcast(int count) {
        return broadcast(count, Set.copyOf(members.subList(1, members.size())));
    }

    /** Sends all of a broadcast at a steady pace; returns when the last one was due. */
    void send(Broadcast broadcast, int perSecond) {
        Pace.run(perSecond, broadcast.count(), (index, due) -> broadcast.send(speaker(), topicId, index, due));
    }

    static void login(List<MimcClient> clients) {
        for (int from = 0; from < clients.size(); from += AT_ONCE) {
            List<MimcClient> some = clients.subList(from, Math.min(from + AT_ONCE, clients.size()));
            some.forEach(MimcClient::login);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> some.stream()
                    .allMatch(client -> client.status() == Status.ONLINE));
        }
    }

    static void logout(List<MimcClient> clients) {
        clients.stream().map(MimcClient::logout).toList().forEach(logout -> assertThat(logout.toCompletableFuture())
                .succeedsWithin(PATIENCE));
    }

    @Override
    public void close() {
        members.forEach(MimcClient::close);
        speakersLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        listeners.shutdown();
    }
}
