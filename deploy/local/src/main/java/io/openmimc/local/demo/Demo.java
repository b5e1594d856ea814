package io.openmimc.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.openmimc.local.demo.DemoDevice.Arrival;
import io.openmimc.sdk.Ack;
import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.Message;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.MimcClientBuilder;
import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.SendOptions;
import io.openmimc.sdk.rest.MimcRest;
import io.openmimc.sdk.rest.Push;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * alice on TCP and bob on WebSocket talk in both directions; carol is offline, gets three messages and a push, and then
 * finds all four on both of her devices; the history is read back; a retry is no second message. Whatever is not exactly
 * as sent ends it with a {@link DemoFailure}. Account names are new in every run.
 */
public final class Demo {
    private static final int LARGEST_PAYLOAD = 15_360;

    private final DemoTarget target;
    private final Transcript transcript;
    private final MimcRest rest;
    private final Random random = new Random();
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final String alice = "alice-" + run;
    private final String bob = "bob-" + run;
    private final String carol = "carol-" + run;
    private final String news = "news-" + run;
    private final List<Sent> conversation = new ArrayList<>();
    private final List<Sent> forCarol = new ArrayList<>();

    public Demo(DemoTarget target, PrintStream out) {
        this.target = target;
        this.transcript = new Transcript(out);
        this.rest = new MimcRest(target.api());
    }

    /**
     * Runs it to the end; returns when everything was as promised.
     *
     * @throws DemoFailure with a sentence about what was not
     */
    public void run() {
        long start = System.nanoTime();
        NioEventLoopGroup loops = new NioEventLoopGroup(1, new DefaultThreadFactory("demo", true));
        try {
            LoginToken aliceToken = checkStack();
            try (DemoDevice aliceTcp = new DemoDevice("alice", tcp(loops, alice, "phone"));
                    DemoDevice bobWeb = new DemoDevice("bob", webSocket(loops, bob, "browser"))) {
                talk(aliceTcp, bobWeb);
                retry(aliceTcp, bobWeb);
                offline(loops, aliceTcp);
                aliceTcp.expectNothingMore();
                bobWeb.expectNothingMore();
            }
            history(aliceToken);
            transcript.line("");
            transcript.line("Everything arrived exactly as it was sent. " + Transcript.ms(System.nanoTime() - start)
                    + " in all.");
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private LoginToken checkStack() {
        try {
            return rest.token(target.app(), alice).toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MimcException refusal && refusal.isTemporary()) {
                throw new DemoFailure("The stack does not answer at " + target.api() + " (" + refusal.getMessage()
                        + "). Start it with ./mimc up, then run the demo again.");
            }
            throw new DemoFailure("The token endpoint refused: " + e.getCause(), e);
        }
    }

    private void talk(DemoDevice aliceTcp, DemoDevice bobWeb) {
        transcript.chapter("alice logs in on TCP, bob on WebSocket");
        login(aliceTcp, target.tcpHost() + ":" + target.tcpPort());
        login(bobWeb, target.webSocket().toString());
        transcript.chapter("They talk");
        say(aliceTcp, bobWeb, "Hello bob, this came over TCP.");
        say(bobWeb, aliceTcp, "Hello alice, and this over WebSocket.");
        say(aliceTcp, bobWeb, "你好，吃饭了吗？");
        say(bobWeb, aliceTcp, "刚吃完 🍜😋");
        exchange(aliceTcp, bobWeb, "15,360 random bytes", noise());
        exchange(bobWeb, aliceTcp, "15,360 random bytes", noise());
    }

    private void retry(DemoDevice aliceTcp, DemoDevice bobWeb) {
        transcript.chapter("alice sends a message again under the same packetId, as after a lost answer");
        SendOptions options = SendOptions.DEFAULT.withPacketId("retry-" + run);
        byte[] once = "Once, and once only.".getBytes(UTF_8);
        long start = System.nanoTime();
        Ack first = aliceTcp.send(bobWeb.account(), once, options);
        transcript.step("first answer, sequence " + first.sequence(), System.nanoTime() - start);
        start = System.nanoTime();
        Ack second = aliceTcp.send(bobWeb.account(), once, options);
        transcript.step("second answer, sequence " + second.sequence(), System.nanoTime() - start);
        if (second.sequence() != first.sequence()) {
            throw new DemoFailure("A retry got the sequence " + second.sequence() + " instead of the first one's "
                    + first.sequence() + ".");
        }
        Sent sent = new Sent(first.sequence(), alice, bob, once);
        sent.expect(
                "The message that was sent twice",
                bobWeb.next("the message that was sent twice").message());
        conversation.add(sent);
        // The next message would come after a second copy.
        say(aliceTcp, bobWeb, "Did that arrive once?");
        bobWeb.expectNothingMore();
        transcript.step("bob got it once", "same sequence");
    }

    private void offline(NioEventLoopGroup loops, DemoDevice aliceTcp) {
        transcript.chapter("carol has two devices; both log in, and out again");
        try (DemoDevice phone = new DemoDevice("carol's phone", tcp(loops, carol, "phone"));
                DemoDevice laptop = new DemoDevice("carol's laptop", webSocket(loops, carol, "laptop"))) {
            login(phone, "TCP");
            login(laptop, "WebSocket");
            phone.logout();
            laptop.logout();
            transcript.chapter("While carol is offline, alice writes three times and a server pushes once");
            for (String text : List.of("carol, are you there?", "吃饭去吗 🥟", "We left without you.")) {
                long start = System.nanoTime();
                byte[] payload = text.getBytes(UTF_8);
                Ack ack = aliceTcp.send(carol, payload, SendOptions.DEFAULT);
                transcript.step("alice → carol  \"" + text + "\"", "stored in " + since(start));
                forCarol.add(new Sent(ack.sequence(), alice, carol, payload));
            }
            push("Your table is reserved. 🪑");
            transcript.chapter("carol logs in on both devices, and finds all four on each");
            collect(phone);
            collect(laptop);
        }
    }

    private void push(String text) {
        byte[] payload = text.getBytes(UTF_8);
        long start = System.nanoTime();
        DemoDevice.await(
                rest.pushes(target.app()).toAccount(Push.of(news, "server", payload), carol),
                "the server takes the REST push");
        transcript.step("news → carol  \"" + text + "\"", "stored in " + since(start) + " (REST push)");
        forCarol.add(new Sent(0, news, carol, payload)); // a push is not told its sequence
    }

    private void collect(DemoDevice device) {
        long start = System.nanoTime();
        device.login();
        long before = 0;
        for (Sent sent : forCarol) {
            Arrival arrival = device.next("the message of " + sent.from());
            Message message = arrival.message();
            if (message.sequence() <= before) {
                throw new DemoFailure(device.name() + " got sequence " + message.sequence() + " after " + before + ".");
            }
            before = message.sequence();
            sent.expect("What " + device.name() + " got", message);
            transcript.step(
                    device.name() + "  \"" + message.text() + "\"",
                    Transcript.ms(arrival.atNanos() - start) + " after the login began");
        }
        device.expectNothingMore();
    }

    private void history(LoginToken aliceToken) {
        transcript.chapter("The history is read back");
        HistoryCheck check = new HistoryCheck(transcript);
        check.check(rest.history(aliceToken).with(bob), "alice and bob", conversation);
        LoginToken carolToken = DemoDevice.await(rest.token(target.app(), carol), "carol gets a token");
        check.check(rest.history(carolToken).with(alice), "alice and carol", sentBy(alice));
        check.check(rest.history(carolToken).with(news), "news and carol", sentBy(news));
    }

    private List<Sent> sentBy(String account) {
        return forCarol.stream().filter(sent -> sent.from().equals(account)).toList();
    }

    private void login(DemoDevice device, String where) {
        long start = System.nanoTime();
        device.login();
        transcript.step(device.name() + " on " + where, System.nanoTime() - start);
    }

    private void say(DemoDevice from, DemoDevice to, String text) {
        exchange(from, to, "\"" + text + "\"", text.getBytes(UTF_8));
    }

    private void exchange(DemoDevice from, DemoDevice to, String what, byte[] payload) {
        long start = System.nanoTime();
        Ack ack = from.send(to.account(), payload, SendOptions.DEFAULT);
        String stored = since(start);
        Arrival arrival = to.next(what);
        Sent sent = new Sent(ack.sequence(), from.account(), to.account(), payload);
        sent.expect("What " + to.name() + " got", arrival.message());
        conversation.add(sent);
        transcript.step(
                from.name() + " → " + to.name() + "  " + what,
                "stored in " + stored + ", arrived after " + Transcript.ms(arrival.atNanos() - start));
    }

    private byte[] noise() {
        byte[] bytes = new byte[LARGEST_PAYLOAD];
        random.nextBytes(bytes);
        return bytes;
    }

    private MimcClient tcp(NioEventLoopGroup loops, String account, String resource) {
        return builder(loops, account, resource)
                .tcp(target.tcpHost(), target.tcpPort())
                .build();
    }

    private MimcClient webSocket(NioEventLoopGroup loops, String account, String resource) {
        return builder(loops, account, resource).webSocket(target.webSocket()).build();
    }

    private MimcClientBuilder builder(NioEventLoopGroup loops, String account, String resource) {
        return MimcClient.builder()
                .appId(target.app().appId())
                .account(account)
                .resource(resource)
                .eventLoops(loops)
                .tokenSupplier(rest.tokens(target.app(), account));
    }

    private static String since(long startNanos) {
        return Transcript.ms(System.nanoTime() - startNanos);
    }
}
