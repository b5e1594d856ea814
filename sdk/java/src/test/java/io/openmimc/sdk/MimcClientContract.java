package io.openmimc.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.proto.frame.Vectors;
import io.openmimc.proto.wire.MIMCP2TMessage;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketList;
import io.openmimc.proto.wire.MIMCUser;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.openmimc.proto.wire.XMMsgBindResp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds on both transports. */
abstract class MimcClientContract {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long TOPIC = 10776577642332165L;

    final List<Message> taken = Collections.synchronizedList(new ArrayList<>());
    final List<StatusChange> statuses = new CopyOnWriteArrayList<>();
    final AtomicInteger fetched = new AtomicInteger();
    ScriptedGateway gateway;
    MimcClient client;

    abstract ScriptedGateway gateway();

    abstract MimcClientBuilder connect(MimcClientBuilder builder, int port);

    @BeforeEach
    void start() {
        gateway = gateway();
        client = builder().build().onMessage(taken::add).onStatus(statuses::add);
    }

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
    }

    MimcClientBuilder builder() {
        return connect(MimcClient.builder(), gateway.port())
                .appId(1)
                .account("alice")
                .resource("phone1")
                .tokenSupplier(() -> CompletableFuture.completedFuture(token("t" + fetched.incrementAndGet())))
                .backoff(Duration.ofMillis(20), Duration.ofMillis(100))
                .answerTimeout(PATIENCE) // a gateway that is late because the machine is busy is not left
                .sendTimeout(PATIENCE);
    }

    static LoginToken token(String token) {
        return new LoginToken(1, "com.example.chat", "alice", 5, ScriptedGateway.KEY, token, "fe.test", "relay.test");
    }

    void login() {
        assertThat(client.login().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    @Test
    void aMessageIsAnsweredWithItsSequence() throws Exception {
        login();
        Ack ack = client.send("bob", "你好 🐼".getBytes(UTF_8))
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(ack.sequence()).isEqualTo(1001);
        assertThat(ScriptedGateway.text(gateway.messages.get(0))).isEqualTo("你好 🐼");
        assertThat(client.status()).isEqualTo(Status.ONLINE);
        // Listeners have a lane of their own: the answer to a message may overtake the news of the login.
        await().atMost(PATIENCE).until(() -> statuses.size() >= 2);
        assertThat(statuses).extracting(StatusChange::status).containsExactly(Status.CONNECTING, Status.ONLINE);
    }

    @Test
    void aMessageSentBeforeTheLoginIsDoneWaitsForIt() {
        client.login();
        assertThat(client.send("bob", new byte[] {1}).toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    @Test
    void aMessageIsSentAgainUnderItsPacketIdWhenTheConnectionBreaks() {
        gateway.onMessage = (peer, message) -> {
            if (gateway.peers.size() == 1) {
                peer.hangUp();
            } else {
                peer.ack(message.getPacketId(), 0, "");
            }
        };
        login();
        assertThat(client.send("bob", new byte[] {1}).toCompletableFuture()).succeedsWithin(PATIENCE);
        assertThat(gateway.messages).hasSize(2);
        assertThat(gateway.messages)
                .extracting(MIMCPacket::getPacketId)
                .containsOnly(gateway.messages.get(0).getPacketId());
        assertThat(client.statistics().resent()).isEqualTo(1);
    }

    @Test
    void messagesKeepTheirOrderOverAReconnect() {
        AtomicInteger seen = new AtomicInteger();
        gateway.onMessage = (peer, message) -> {
            if (seen.incrementAndGet() == 10) {
                peer.hangUp();
            } else if (gateway.peers.size() > 1) {
                peer.ack(message.getPacketId(), 0, "");
            }
        };
        login();
        List<CompletableFuture<Ack>> acks = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 30; i++) {
            acks.add(client.send("bob", ("m" + i).getBytes(UTF_8)).toCompletableFuture());
        }
        assertThat(CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)))
                .succeedsWithin(PATIENCE);
        List<Long> sequences = acks.stream().map(ack -> ack.join().sequence()).toList();
        assertThat(sequences).isSorted();
    }

    @Test
    void aTemporaryRefusalIsTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        gateway.onMessage = (peer, message) ->
                peer.ack(message.getPacketId(), tries.incrementAndGet() < 3 ? 503 : 0, "kafka is away");
        login();
        assertThat(client.send("bob", new byte[] {1}).toCompletableFuture()).succeedsWithin(PATIENCE);
        assertThat(gateway.messages).hasSize(3);
    }

    @Test
    void aLastingRefusalFailsAtOnceWithCodeAndMessage() {
        gateway.onMessage = (peer, message) -> peer.ack(message.getPacketId(), 413, "too large");
        login();
        assertThat(client.send("bob", new byte[] {1}).toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(MimcException.class)
                .havingCause()
                .withMessage("too large")
                .satisfies(e -> assertThat(((MimcException) e).code()).isEqualTo(413));
        assertThat(gateway.messages).hasSize(1);
    }

    @Test
    void aRefusalThatStaysTemporaryFailsAtTheDeadline() {
        client.close();
        client = builder().sendTimeout(Duration.ofSeconds(2)).build();
        gateway.onMessage = (peer, message) -> peer.ack(message.getPacketId(), 429, "slow down");
        login();
        assertThat(client.send("bob", new byte[] {1}).toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .withMessage("slow down");
    }

    @Test
    void aServerThatOwesAnAnswerTooLongIsLeft() {
        client.close();
        client = builder().answerTimeout(Duration.ofMillis(500)).build();
        gateway.onMessage = (peer, message) -> {
            if (gateway.peers.size() > 1) {
                peer.ack(message.getPacketId(), 0, "");
            }
        };
        login();
        assertThat(client.send("bob", new byte[] {1}).toCompletableFuture()).succeedsWithin(PATIENCE);
        assertThat(gateway.peers).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aBatchIsAcknowledgedAfterTheListenerTookIt() {
        login();
        gateway.last().deliver(11, 12, 13);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.acknowledged).containsExactly(13L));
        assertThat(taken).extracting(Message::sequence).containsExactly(11L, 12L, 13L);
        assertThat(taken.get(0).text()).isEqualTo("m11");
        assertThat(taken.get(0).from()).isEqualTo(new Message.Sender("bob", 7, "resBob"));
    }

    @Test
    void whatComesAgainAfterAReconnectIsAcknowledgedAndDropped() {
        login();
        gateway.last().deliver(11, 12);
        await().atMost(PATIENCE).until(() -> gateway.acknowledged.size() == 1);
        gateway.last().hangUp();
        await().atMost(PATIENCE).until(() -> gateway.tokens.size() == 2 && client.status() == Status.ONLINE);
        gateway.last().deliver(11, 12, 13);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.acknowledged).containsExactly(12L, 13L));
        assertThat(taken).extracting(Message::sequence).containsExactly(11L, 12L, 13L);
        assertThat(client.statistics().duplicates()).isEqualTo(2);
        assertThat(fetched).hasValue(1);
    }

    @Test
    void aRefusedMessageIsAskedForAgainWithThoseAfterIt() {
        AtomicInteger calls = new AtomicInteger();
        client.onMessage(message -> {
            if (calls.incrementAndGet() == 2) {
                throw new IllegalStateException("not now");
            }
            taken.add(message);
        });
        login();
        gateway.last().deliver(11, 12, 13);
        await().atMost(PATIENCE).until(() -> gateway.pulls.get() == 1);
        assertThat(gateway.acknowledged).isEmpty();
        gateway.last().deliver(11, 12, 13);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.acknowledged).containsExactly(13L));
        assertThat(taken).extracting(Message::sequence).containsExactly(11L, 12L, 13L);
    }

    @Test
    void whatComesAgainWhileTheListenerHasItIsNotAcknowledgedEarly() {
        CountDownLatch release = new CountDownLatch(1);
        client.onMessages(batch -> {
            awaitQuietly(release);
            return false;
        });
        login();
        gateway.last().deliver(11);
        gateway.last().hangUp();
        await().atMost(PATIENCE).until(() -> gateway.tokens.size() == 2 && client.status() == Status.ONLINE);
        gateway.last().deliver(11);
        assertThat(client.send("bob", new byte[] {1}).toCompletableFuture()).succeedsWithin(PATIENCE);
        release.countDown();
        await().atMost(PATIENCE).until(() -> gateway.pulls.get() == 1);
        assertThat(gateway.acknowledged).isEmpty();
    }

    @Test
    void aSlowListenerStopsTheReadingAndLosesNothing() {
        client.close();
        Semaphore turns = new Semaphore(0);
        client = builder().maxQueuedMessages(20).build();
        client.onMessage(message -> {
            turns.acquireUninterruptibly();
            taken.add(message);
        });
        login();
        // The client reads no more, so the buffers of both sockets fill and the rest stays with the server.
        int sent = 0;
        while (becomesWritable(gateway.last())) {
            gateway.last().deliver(LongStream.rangeClosed(sent + 1, sent + 50).toArray());
            sent += 50;
        }
        turns.release(10);
        await().atMost(PATIENCE).until(() -> taken.size() == 10);
        int count = sent;
        turns.release(count);
        await().atMost(PATIENCE).until(() -> gateway.acknowledged.size() == count / 50);
        assertThat(taken)
                .hasSize(count)
                .extracting(Message::sequence)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(gateway.peers).hasSize(1);
    }

    @Test
    void aMessageToAGroupIsAnsweredWithItsSequence() {
        login();
        SendOptions options = SendOptions.DEFAULT.withBizType("TEXT").withStore(false);
        Ack ack = client.sendToTopic(TOPIC, "大家好 🐼".getBytes(UTF_8), options)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        assertThat(ack.sequence()).isEqualTo(1001);
        MIMCPacket packet = gateway.messages.get(0);
        assertThat(packet.getType()).isEqualTo(MIMC_MSG_TYPE.P2T_MESSAGE);
        assertThat(packet.getPacketId()).isEqualTo(ack.packetId());
        MIMCP2TMessage message = ScriptedGateway.toTopic(packet);
        assertThat(message.getTo().getAppId()).isEqualTo(1);
        assertThat(message.getTo().getTopicId()).isEqualTo(TOPIC);
        assertThat(message.getFrom())
                .isEqualTo(MIMCUser.newBuilder()
                        .setAppId(1)
                        .setAppAccount("alice")
                        .setUuid(5)
                        .setResource("phone1")
                        .build());
        assertThat(message.getPayload().toStringUtf8()).isEqualTo("大家好 🐼");
        assertThat(message.getBizType()).isEqualTo("TEXT");
        assertThat(message.getIsStore()).isFalse();
    }

    @Test
    void messagesToAccountsAndToGroupsKeepOneOrderOverAReconnect() {
        AtomicInteger seen = new AtomicInteger();
        gateway.onMessage = (peer, message) -> {
            if (seen.incrementAndGet() == 10) {
                peer.hangUp();
            } else if (gateway.peers.size() > 1) {
                peer.ack(message.getPacketId(), 0, "");
            }
        };
        login();
        List<CompletableFuture<Ack>> acks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            byte[] payload = ("m" + i).getBytes(UTF_8);
            acks.add((i % 2 == 0 ? client.sendToTopic(TOPIC, payload) : client.send("bob", payload))
                    .toCompletableFuture());
        }
        assertThat(CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)))
                .succeedsWithin(PATIENCE);
        assertThat(acks.stream().map(ack -> ack.join().sequence()).toList()).isSorted();
        assertThat(client.statistics().resent()).isPositive();
    }

    @Test
    void aGroupThatRefusesTellsCodeAndMessageAndTheConnectionStays() {
        gateway.onMessage = (peer, message) -> peer.ack(
                message.getPacketId(), message.getType() == MIMC_MSG_TYPE.P2T_MESSAGE ? 403 : 0, "not a member");
        login();
        assertThat(client.sendToTopic(TOPIC, new byte[] {1}).toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .withMessage("not a member")
                .satisfies(e -> assertThat(((MimcException) e).code()).isEqualTo(403));
        assertThat(client.send("bob", new byte[] {1}).toCompletableFuture()).succeedsWithin(PATIENCE);
        assertThat(gateway.messages).hasSize(2);
        assertThat(gateway.peers).hasSize(1);
    }

    @Test
    void messagesOfGroupsAndOfAccountsArriveThroughOneListener() {
        login();
        gateway.last().deliverToTopic(TOPIC, 11, 12);
        gateway.last().deliver(13);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.acknowledged).containsExactly(12L, 13L));
        assertThat(taken).extracting(Message::sequence).containsExactly(11L, 12L, 13L);
        assertThat(taken).extracting(Message::topicId).containsExactly(TOPIC, TOPIC, 0L);
        assertThat(taken).extracting(Message::toAccount).containsExactly("", "", "alice");
        assertThat(taken.get(0).from()).isEqualTo(new Message.Sender("bob", 7, "resBob"));
        assertThat(taken.get(0).text()).isEqualTo("m11");
    }

    @Test
    void aRecordedBatchWithAMessageOfAGroupIsRead() throws Exception {
        login();
        String recorded = Vectors.load()
                .byId("tcp-secmsg-down-compound")
                .path("input")
                .path("payload_plain_hex")
                .asText();
        MIMCPacket compound = MIMCPacket.parseFrom(HexFormat.of().parseHex(recorded));
        gateway.last().compound(MIMCPacketList.parseFrom(compound.getPayload()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.acknowledged).containsExactly(1795417925696002L));
        assertThat(taken).extracting(Message::text).containsExactly("one", "two");
        assertThat(taken).extracting(Message::topicId).containsExactly(0L, TOPIC);
        assertThat(taken).extracting(Message::toAccount).containsExactly("alice", "");
    }

    @Test
    void aListenerMayWaitForAnAnswer() {
        client.onMessage(message -> taken.add(new Message(
                client.send("bob", message.payload())
                        .toCompletableFuture()
                        .join()
                        .sequence(),
                0,
                message.from(),
                "",
                0,
                message.payload(),
                "",
                "")));
        login();
        gateway.last().deliver(11);
        await().atMost(PATIENCE).until(() -> gateway.acknowledged.size() == 1);
        assertThat(taken.get(0).sequence()).isEqualTo(1001);
    }

    @Test
    void aRefusedTokenIsReplacedAtOnce() {
        gateway.onBind = bind ->
                bind.getToken().equals("t1") ? refusal("token-expired", "invalid-token") : ScriptedGateway.WELCOME;
        login();
        assertThat(gateway.tokens).containsExactly("t1", "t2");
    }

    @Test
    void aServerInTroubleIsAskedAgainWithTheSameTokenForAsLongAsItTakes() {
        gateway.onBind = bind -> gateway.tokens.size() <= 8 ? refusal("wait", "try-again") : ScriptedGateway.WELCOME;
        login();
        assertThat(gateway.tokens).hasSize(9).containsOnly("t1");
    }

    @Test
    void loginFailsWhenFreshTokensAreRefusedAgainAndAgain() {
        gateway.onBind = bind -> refusal("auth", "invalid-signature");
        assertThat(client.login().toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .withMessageContaining("invalid-signature");
        assertThat(client.status()).isEqualTo(Status.LOGGED_OUT);
    }

    @Test
    void aKickForTheTokenBringsANewOne() {
        login();
        gateway.last().kick("token-expired", "token-expired", "invalid-token");
        await().atMost(PATIENCE).until(() -> gateway.tokens.size() == 2 && client.status() == Status.ONLINE);
        assertThat(gateway.tokens).containsExactly("t1", "t2");
    }

    @Test
    void anotherKickIsFollowedByALoginWithTheSameToken() {
        login();
        gateway.last().kick("", "too-many-resources", "");
        await().atMost(PATIENCE).until(() -> gateway.tokens.size() == 2 && client.status() == Status.ONLINE);
        assertThat(gateway.tokens).containsExactly("t1", "t1");
    }

    @Test
    void singleLoginElsewhereEndsItForGood() {
        login();
        CompletableFuture<Ack> waiting = new CompletableFuture<>();
        gateway.onMessage = (peer, message) -> peer.kick("single-resource-kick", "single-resource-kick", "elsewhere");
        client.send("bob", new byte[] {1}).whenComplete((ack, failure) -> waiting.completeExceptionally(failure));
        await().atMost(PATIENCE).until(() -> client.status() == Status.LOGGED_OUT);
        assertThat(waiting)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .withMessage("single-resource-kick");
        await().atMost(PATIENCE)
                .until(() -> statuses.contains(new StatusChange(Status.LOGGED_OUT, "single-resource-kick")));
    }

    @Test
    void logoutIsConfirmedAndLoginWorksAgain() {
        login();
        assertThat(client.logout().toCompletableFuture()).succeedsWithin(PATIENCE);
        assertThat(client.status()).isEqualTo(Status.LOGGED_OUT);
        login();
        assertThat(client.send("bob", new byte[] {1}).toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    @Test
    void anIdleConnectionIsKeptAliveByPings() {
        client.close();
        client = builder()
                .pingInterval(Duration.ofMillis(50))
                .answerTimeout(Duration.ofSeconds(2))
                .build();
        login();
        await().atMost(PATIENCE).until(() -> gateway.pings.get() >= 5);
        assertThat(gateway.peers).hasSize(1);
        gateway.mute = true; // now the pings find out that nobody answers
        await().atMost(PATIENCE).until(() -> gateway.peers.size() >= 2);
    }

    @Test
    void whoIsNotLoggedInCannotSend() {
        assertThat(client.send("bob", new byte[] {1}).toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .withMessage("not logged in");
        client.close();
        assertThat(client.login().toCompletableFuture()).failsWithin(PATIENCE);
    }

    @Test
    void aServerWithoutRoomForMoreIsToldByTheBoundOfPendingSends() {
        client.close();
        client = builder().maxPendingSends(3).build();
        gateway.onMessage = (peer, message) -> {};
        login();
        for (int i = 0; i < 3; i++) {
            client.send("bob", new byte[] {1});
        }
        assertThat(client.send("bob", new byte[] {1}).toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .satisfies(e -> assertThat(((MimcException) e).code()).isEqualTo(429));
    }

    @Test
    void closingFailsWhatHasNoAnswer() {
        gateway.onMessage = (peer, message) -> {};
        login();
        CompletableFuture<Ack> waiting = client.send("bob", new byte[] {1}).toCompletableFuture();
        await().atMost(PATIENCE).until(() -> gateway.messages.size() == 1);
        client.close();
        assertThat(waiting).failsWithin(PATIENCE).withThrowableThat().withCauseInstanceOf(MimcException.class);
        await().atMost(PATIENCE).until(() -> client.status() == Status.CLOSED);
    }

    @Test
    void aTokenEndpointThatRefusesTheAccountEndsTheLogin() {
        client.close();
        client = builder()
                .tokenSupplier(TokenSupplier.json(() ->
                        CompletableFuture.completedFuture("{\"code\":403,\"message\":\"blocked\",\"data\":null}")))
                .build();
        assertThat(client.login().toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .withMessage("blocked");
    }

    @Test
    void aTokenEndpointThatIsAwayIsAskedAgain() {
        client.close();
        AtomicInteger asked = new AtomicInteger();
        client = builder()
                .tokenSupplier(() -> asked.incrementAndGet() < 3
                        ? CompletableFuture.failedFuture(new CompletionException(new java.net.ConnectException("no")))
                        : CompletableFuture.completedFuture(token("t")))
                .build();
        login();
        assertThat(asked).hasValue(3);
    }

    private static XMMsgBindResp refusal(String type, String reason) {
        return XMMsgBindResp.newBuilder()
                .setResult(false)
                .setErrorType(type)
                .setErrorReason(reason)
                .setErrorDesc("told by a test")
                .build();
    }

    private static boolean becomesWritable(ScriptedGateway.Peer peer) {
        try {
            await().pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .atMost(Duration.ofMillis(500))
                    .until(peer.channel::isWritable);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
