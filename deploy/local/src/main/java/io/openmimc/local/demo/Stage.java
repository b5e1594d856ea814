package io.openmimc.local.demo;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.openmimc.local.demo.DemoDevice.Arrival;
import io.openmimc.sdk.Ack;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.MimcClientBuilder;
import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.SendOptions;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.MimcRest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What every scene plays on: a server, names that are new in every run, devices, and the transcript. */
final class Stage implements AutoCloseable {
    private final DemoTarget target;
    private final Transcript transcript;
    private final MimcRest rest;
    private final NioEventLoopGroup loops = new NioEventLoopGroup(1, new DefaultThreadFactory("demo", true));
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final AtomicInteger names = new AtomicInteger();

    Stage(DemoTarget target, Transcript transcript) {
        this.target = target;
        this.transcript = transcript;
        this.rest = new MimcRest(target.api());
    }

    MimcRest rest() {
        return rest;
    }

    AppCredentials app() {
        return target.app();
    }

    /** The app whose accounts are temporary. */
    AppCredentials guests() {
        return target.guests();
    }

    Transcript transcript() {
        return transcript;
    }

    /** A name that no other run and no other scene has. */
    String unique(String name) {
        return name + "-" + run + "-" + names.incrementAndGet();
    }

    void expectServer() {
        try {
            rest.token(app(), unique("anybody")).toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MimcException refusal && refusal.isTemporary()) {
                throw new DemoFailure("The stack does not answer at " + target.api() + " (" + refusal.getMessage()
                        + "). Start it with ./mimc up, then run the demo again.");
            }
            throw new DemoFailure("The token endpoint refused: " + e.getCause(), e);
        }
    }

    DemoDevice tcp(String name, String account, String resource) {
        return new DemoDevice(
                name,
                builder(account, resource)
                        .tcp(target.tcpHost(), target.tcpPort())
                        .build());
    }

    DemoDevice webSocket(String name, String account, String resource) {
        return new DemoDevice(
                name, builder(account, resource).webSocket(target.webSocket()).build());
    }

    /** A device of an account of {@link #guests}. */
    DemoDevice guest(String name, String account, String resource) {
        return new DemoDevice(
                name,
                builder(guests(), account, resource)
                        .tcp(target.tcpHost(), target.tcpPort())
                        .build());
    }

    void login(DemoDevice device, String where) {
        long start = System.nanoTime();
        device.login();
        transcript.step(device.name() + " on " + where, System.nanoTime() - start);
    }

    String tcpAddress() {
        return target.tcpHost() + ":" + target.tcpPort();
    }

    String webSocketAddress() {
        return target.webSocket().toString();
    }

    /** Sends and waits until it has arrived as it was sent. */
    Sent exchange(DemoDevice from, DemoDevice to, String what, byte[] payload) {
        long start = System.nanoTime();
        Ack ack = from.send(to.account(), payload, SendOptions.DEFAULT);
        String stored = since(start);
        Arrival arrival = to.next(what);
        Sent sent = Sent.toAccount(ack.sequence(), from.account(), to.account(), payload);
        sent.expect("What " + to.name() + " got", arrival.message());
        transcript.step(
                from.name() + " → " + to.name() + "  " + what,
                "stored in " + stored + ", arrived after " + Transcript.ms(arrival.atNanos() - start));
        return sent;
    }

    static void pause(Duration time) {
        DemoDevice.await(
                CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)),
                "a moment passes");
    }

    static String since(long startNanos) {
        return Transcript.ms(System.nanoTime() - startNanos);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private MimcClientBuilder builder(String account, String resource) {
        return builder(app(), account, resource);
    }

    private MimcClientBuilder builder(AppCredentials app, String account, String resource) {
        return MimcClient.builder()
                .appId(app.appId())
                .account(account)
                .resource(resource)
                .eventLoops(loops)
                .tokenSupplier(rest.tokens(app, account));
    }
}
