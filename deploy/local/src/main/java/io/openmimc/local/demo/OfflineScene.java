package io.openmimc.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.openmimc.local.demo.DemoDevice.Arrival;
import io.openmimc.sdk.Ack;
import io.openmimc.sdk.Message;
import io.openmimc.sdk.SendOptions;
import io.openmimc.sdk.rest.History;
import io.openmimc.sdk.rest.Push;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** carol is offline, gets three messages and a push, and then finds all four on both of her devices. */
final class OfflineScene {
    private final Stage stage;
    private final Transcript transcript;
    private final String alice;
    private final String carol;
    private final String news;
    private final List<Sent> ofAlice = new ArrayList<>();
    private final List<Sent> ofNews = new ArrayList<>();

    OfflineScene(Stage stage) {
        this.stage = stage;
        this.transcript = stage.transcript();
        this.alice = stage.unique("alice");
        this.carol = stage.unique("carol");
        this.news = stage.unique("news");
    }

    void play() {
        transcript.chapter("carol has two devices; both log in, and out again");
        try (DemoDevice phone = stage.tcp("carol's phone", carol, "phone");
                DemoDevice laptop = stage.webSocket("carol's laptop", carol, "laptop")) {
            stage.login(phone, "TCP");
            stage.login(laptop, "WebSocket");
            phone.logout();
            laptop.logout();
            transcript.chapter("While carol is offline, alice writes three times and a server pushes once");
            write();
            push("Your table is reserved. 🪑");
            transcript.chapter("carol logs in on both devices, and finds all four on each");
            collect(phone);
            collect(laptop);
        }
        transcript.chapter("The history of carol is read back");
        History history = stage.rest().history(stage.app(), carol);
        HistoryCheck check = new HistoryCheck(transcript);
        check.check(history.with(alice), "alice and carol", ofAlice);
        check.check(history.with(news), "news and carol", ofNews);
    }

    private void write() {
        try (DemoDevice aliceTcp = stage.tcp("alice", alice, "phone")) {
            aliceTcp.login();
            for (String text : List.of("carol, are you there?", "吃饭去吗 🥟", "We left without you.")) {
                long start = System.nanoTime();
                byte[] payload = text.getBytes(UTF_8);
                Ack ack = aliceTcp.send(carol, payload, SendOptions.DEFAULT);
                transcript.step("alice → carol  \"" + text + "\"", "stored in " + Stage.since(start));
                ofAlice.add(Sent.toAccount(ack.sequence(), alice, carol, payload));
            }
            aliceTcp.expectNothingMore();
        }
    }

    private void push(String text) {
        byte[] payload = text.getBytes(UTF_8);
        long start = System.nanoTime();
        DemoDevice.await(
                stage.rest().pushes(stage.app()).toAccount(Push.of(news, "server", payload), carol),
                "the server takes the REST push");
        transcript.step("news → carol  \"" + text + "\"", "stored in " + Stage.since(start) + " (REST push)");
        ofNews.add(Sent.toAccount(0, news, carol, payload)); // a push is not told its sequence
    }

    private void collect(DemoDevice device) {
        long start = System.nanoTime();
        device.login();
        // Each sender's messages come in their order; one that is still on its way to the inbox may be overtaken by
        // another's.
        Map<String, Deque<Sent>> expected = Map.of(alice, new ArrayDeque<>(ofAlice), news, new ArrayDeque<>(ofNews));
        for (int left = ofAlice.size() + ofNews.size(); left > 0; left--) {
            Arrival arrival = device.next("one of " + left + " more messages");
            Message message = arrival.message();
            Sent sent = expected.getOrDefault(message.from().account(), new ArrayDeque<>())
                    .poll();
            if (sent == null) {
                throw new DemoFailure(
                        device.name() + " got more from " + message.from().account() + " than was sent.");
            }
            sent.expect("What " + device.name() + " got", message);
            transcript.step(
                    device.name() + "  \"" + message.text() + "\"",
                    Transcript.ms(arrival.atNanos() - start) + " after the login began");
        }
        device.expectNothingMore();
    }
}
