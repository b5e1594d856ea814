package io.openmimc.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.openmimc.sdk.Ack;
import io.openmimc.sdk.SendOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** alice on TCP and bob on WebSocket talk in both directions; a retry is no second message. */
final class TalkScene {
    private static final int LARGEST_PAYLOAD = 15_360;

    private final Stage stage;
    private final Transcript transcript;
    private final Random random = new Random();
    private final String alice;
    private final String bob;
    private final List<Sent> conversation = new ArrayList<>();

    TalkScene(Stage stage) {
        this.stage = stage;
        this.transcript = stage.transcript();
        this.alice = stage.unique("alice");
        this.bob = stage.unique("bob");
    }

    void play() {
        transcript.chapter("alice logs in on TCP, bob on WebSocket");
        try (DemoDevice aliceTcp = stage.tcp("alice", alice, "phone");
                DemoDevice bobWeb = stage.webSocket("bob", bob, "browser")) {
            stage.login(aliceTcp, stage.tcpAddress());
            stage.login(bobWeb, stage.webSocketAddress());
            talk(aliceTcp, bobWeb);
            retry(aliceTcp, bobWeb);
            aliceTcp.expectNothingMore();
            bobWeb.expectNothingMore();
        }
        transcript.chapter("The history of alice and bob is read back");
        new HistoryCheck(transcript)
                .check(stage.rest().history(stage.app(), alice).with(bob), "alice and bob", conversation);
    }

    private void talk(DemoDevice aliceTcp, DemoDevice bobWeb) {
        transcript.chapter("They talk");
        say(aliceTcp, bobWeb, "Hello bob, this came over TCP.");
        say(bobWeb, aliceTcp, "Hello alice, and this over WebSocket.");
        say(aliceTcp, bobWeb, "你好，吃饭了吗？");
        say(bobWeb, aliceTcp, "刚吃完 🍜😋");
        conversation.add(stage.exchange(aliceTcp, bobWeb, "15,360 random bytes", noise()));
        conversation.add(stage.exchange(bobWeb, aliceTcp, "15,360 random bytes", noise()));
    }

    private void retry(DemoDevice aliceTcp, DemoDevice bobWeb) {
        transcript.chapter("alice sends a message again under the same packetId, as after a lost answer");
        SendOptions options = SendOptions.DEFAULT.withPacketId(stage.unique("retry"));
        byte[] once = "Once, and once only.".getBytes(UTF_8);
        long start = System.nanoTime();
        Ack first = aliceTcp.send(bob, once, options);
        transcript.step("first answer, sequence " + first.sequence(), System.nanoTime() - start);
        start = System.nanoTime();
        Ack second = aliceTcp.send(bob, once, options);
        transcript.step("second answer, sequence " + second.sequence(), System.nanoTime() - start);
        if (second.sequence() != first.sequence()) {
            throw new DemoFailure("A retry got the sequence " + second.sequence() + " instead of the first one's "
                    + first.sequence() + ".");
        }
        Sent sent = Sent.toAccount(first.sequence(), alice, bob, once);
        sent.expect(
                "The message that was sent twice",
                bobWeb.next("the message that was sent twice").message());
        conversation.add(sent);
        // The next message would come after a second copy.
        say(aliceTcp, bobWeb, "Did that arrive once?");
        bobWeb.expectNothingMore();
        transcript.step("bob got it once", "same sequence");
    }

    private void say(DemoDevice from, DemoDevice to, String text) {
        conversation.add(stage.exchange(from, to, "\"" + text + "\"", text.getBytes(UTF_8)));
    }

    private byte[] noise() {
        byte[] bytes = new byte[LARGEST_PAYLOAD];
        random.nextBytes(bytes);
        return bytes;
    }
}
