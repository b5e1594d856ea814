package io.openmimc.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.openmimc.local.demo.DemoDevice.Arrival;
import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.rest.MimcRest;
import io.openmimc.sdk.rest.Push;
import io.openmimc.sdk.rest.Topic;
import io.openmimc.sdk.rest.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** alice, bob and carol talk in a group on six devices; mallory is kept out, carol is removed. */
final class GroupScene {
    private static final int FORBIDDEN = 403;
    /** What was accepted later than this after the answer to a removal does not reach the removed one. */
    private static final Duration REMOVAL = Duration.ofSeconds(1);

    private final Stage stage;
    private final Transcript transcript;
    private final MimcRest rest;
    private final String alice;
    private final String bob;
    private final String carol;
    private final String mallory;
    private final Topics topics;
    private final List<Sent> said = new ArrayList<>();

    GroupScene(Stage stage) {
        this.stage = stage;
        this.transcript = stage.transcript();
        this.rest = stage.rest();
        this.alice = stage.unique("alice");
        this.bob = stage.unique("bob");
        this.carol = stage.unique("carol");
        this.mallory = stage.unique("mallory");
        this.topics = rest.topics(stage.app(), alice);
    }

    void play() {
        transcript.chapter("alice makes a group with bob and carol; each has two devices");
        Topic topic = create();
        try (DemoDevice alicePhone = stage.tcp("alice's phone", alice, "phone");
                DemoDevice aliceLaptop = stage.webSocket("alice's laptop", alice, "laptop");
                DemoDevice bobPhone = stage.tcp("bob's phone", bob, "phone");
                DemoDevice bobBrowser = stage.webSocket("bob's browser", bob, "browser");
                DemoDevice carolPhone = stage.tcp("carol's phone", carol, "phone");
                DemoDevice carolLaptop = stage.webSocket("carol's laptop", carol, "laptop")) {
            List<DemoDevice> staying = List.of(alicePhone, aliceLaptop, bobPhone, bobBrowser);
            List<DemoDevice> ofCarol = List.of(carolPhone, carolLaptop);
            List<DemoDevice> all =
                    Stream.concat(staying.stream(), ofCarol.stream()).toList();
            logIn(all);
            transcript.chapter("They talk; all devices hear it but the one that speaks");
            say(topic, alicePhone, all, "Where do we go on Sunday?");
            say(topic, bobBrowser, all, "去爬山 🏔");
            say(topic, carolLaptop, all, "I bring the tea.");
            transcript.chapter("A server pushes into the group, in alice's name");
            push(topic, all, "The train leaves at nine. 🚆");
            transcript.chapter("mallory is not in the group");
            keepOut(topic);
            transcript.chapter("alice removes carol; a second later she hears nothing more");
            remove(topic, alicePhone, ofCarol, staying);
            all.forEach(DemoDevice::expectNothingMore);
        }
        transcript.chapter("The history of the group is read back");
        new HistoryCheck(transcript).check(rest.history(stage.app(), bob).in(topic.id()), "the group, by bob", said);
    }

    private Topic create() {
        long start = System.nanoTime();
        Topic topic = DemoDevice.await(topics.create("周末爬山", List.of(bob, carol)), "alice makes a group");
        expectMembers(topic, List.of(alice, bob, carol));
        transcript.step("group " + topic.id() + " \"" + topic.info().name() + "\"", System.nanoTime() - start);
        return topic;
    }

    private void logIn(List<DemoDevice> devices) {
        long start = System.nanoTime();
        devices.forEach(DemoDevice::login);
        transcript.step(devices.size() + " devices log in, on both transports", System.nanoTime() - start);
    }

    private void say(Topic topic, DemoDevice from, List<DemoDevice> devices, String text) {
        byte[] payload = text.getBytes(UTF_8);
        long start = System.nanoTime();
        Sent sent = Sent.toTopic(from.sendToTopic(topic.id(), payload).sequence(), from.account(), topic.id(), payload);
        String stored = Stage.since(start);
        String heard =
                heard(sent, devices.stream().filter(device -> device != from).toList(), start);
        transcript.step(from.name() + " → group  \"" + text + "\"", "stored in " + stored + ", " + heard);
    }

    private void push(Topic topic, List<DemoDevice> devices, String text) {
        byte[] payload = text.getBytes(UTF_8);
        long start = System.nanoTime();
        DemoDevice.await(
                rest.pushes(stage.app()).toTopic(Push.of(alice, "server", payload), topic.id()),
                "the server takes the REST push");
        String stored = Stage.since(start);
        String heard = heard(Sent.toTopic(0, alice, topic.id(), payload), devices, start);
        transcript.step("alice → group  \"" + text + "\"", "stored in " + stored + ", " + heard);
    }

    /** Every one of the devices gets it, as it was sent. */
    private String heard(Sent sent, List<DemoDevice> devices, long startNanos) {
        said.add(sent);
        long last = startNanos;
        for (DemoDevice device : devices) {
            Arrival arrival = device.next("what " + sent.from() + " said in the group");
            sent.expect("What " + device.name() + " got", arrival.message());
            last = Math.max(last, arrival.atNanos());
        }
        return "on " + devices.size() + " devices after " + Transcript.ms(last - startNanos);
    }

    private void keepOut(Topic topic) {
        try (DemoDevice device = stage.webSocket("mallory", mallory, "browser")) {
            device.login();
            refused("mallory → group  \"Hello?\"", device.refusalOfTopic(topic.id(), "Hello?".getBytes(UTF_8)));
            device.expectNothingMore();
        }
        refused(
                "mallory asks who is in it",
                DemoDevice.refusal(rest.topics(stage.app(), mallory).get(topic.id()), "mallory looks at the group"));
    }

    private void remove(Topic topic, DemoDevice alicePhone, List<DemoDevice> ofCarol, List<DemoDevice> staying) {
        long start = System.nanoTime();
        expectMembers(
                DemoDevice.await(topics.kick(topic.id(), List.of(carol)), "alice removes carol"), List.of(alice, bob));
        transcript.step("carol is out", System.nanoTime() - start);
        Stage.pause(REMOVAL);
        say(topic, alicePhone, staying, "We need a new tea bringer.");
        sorry(ofCarol);
        refused("carol → group  \"Why?\"", ofCarol.get(0).refusalOfTopic(topic.id(), "Why?".getBytes(UTF_8)));
    }

    /** Comes to carol after what she must not hear: if she had heard that, she would find it instead. */
    private void sorry(List<DemoDevice> ofCarol) {
        byte[] payload = "Next time, carol.".getBytes(UTF_8);
        String news = stage.unique("news");
        DemoDevice.await(
                rest.pushes(stage.app()).toAccount(Push.of(news, "server", payload), carol),
                "the server takes the REST push");
        Sent sent = Sent.toAccount(0, news, carol, payload);
        ofCarol.forEach(device -> sent.expect(
                "What " + device.name() + " got",
                device.next("the push for carol").message()));
        transcript.step("carol's devices did not hear it", "a push to them came next");
    }

    private static void expectMembers(Topic topic, List<String> accounts) {
        if (!topic.accounts().equals(accounts)) {
            throw new DemoFailure("The group should have the members " + accounts + ", but has " + topic.accounts());
        }
    }

    private void refused(String what, MimcException refusal) {
        if (refusal.code() != FORBIDDEN) {
            throw new DemoFailure(what + " should be refused with code " + FORBIDDEN + ", but the code is "
                    + refusal.code() + ": " + refusal.getMessage());
        }
        transcript.step(what, "refused: " + refusal.code() + " " + refusal.getMessage());
    }
}
