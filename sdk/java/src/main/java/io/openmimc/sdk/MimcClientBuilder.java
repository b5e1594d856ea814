package io.openmimc.sdk;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Says whose device it is, where the server is, and how patient to be. Needed are {@link #appId}, {@link #account},
 * {@link #tokenSupplier} and one of {@link #tcp}, {@link #resolver} and {@link #webSocket}; the rest has defaults.
 */
public final class MimcClientBuilder {
    private static final int CALLBACK_THREADS = 3;
    private static final int RESOURCE_LENGTH = 8;

    private long appId;
    private @Nullable String account;
    private @Nullable String resource;
    private @Nullable TokenSupplier tokens;
    private @Nullable Endpoint endpoint;
    private @Nullable SSLContext tls;
    private @Nullable NioEventLoopGroup eventLoops;
    private @Nullable Executor executor;
    private @Nullable HttpClient http;
    private boolean singleLogin;
    private Duration minBackoff = Duration.ofMillis(500);
    private Duration maxBackoff = Duration.ofSeconds(30);
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration answerTimeout = Duration.ofSeconds(5);
    private Duration pingInterval = Duration.ofSeconds(15);
    private Duration sendTimeout = Duration.ofSeconds(60);
    private int maxPendingSends = 10_000;
    private int sendWindow = 32;
    private int maxQueuedMessages = 500;
    private int rememberedSequences = 10_000;

    MimcClientBuilder() {}

    /** What {@link #build} makes for the client. */
    record Parts(
            Settings settings,
            TokenSupplier tokens,
            EventLoop loop,
            Callbacks callbacks,
            SSLContext tls,
            @Nullable AddressLookup lookup,
            Runnable release) {}

    /** The app. Tokens of another one are refused. */
    public MimcClientBuilder appId(long appId) {
        this.appId = appId;
        return this;
    }

    /** The application's own name of the user. Tokens of another one are refused. */
    public MimcClientBuilder account(String account) {
        this.account = account;
        return this;
    }

    /**
     * Names the device, stable over restarts: to the server every new name is a new device of the account, for which it
     * keeps messages. Default: 8 random letters and digits, fit for tests only.
     */
    public MimcClientBuilder resource(String resource) {
        this.resource = resource;
        return this;
    }

    public MimcClientBuilder tokenSupplier(TokenSupplier tokens) {
        this.tokens = tokens;
        return this;
    }

    /** Connects to this gateway without TLS. */
    public MimcClientBuilder tcp(String host, int port) {
        this.endpoint = new Endpoint.Tcp(host, port, false);
        return this;
    }

    /** Connects to this gateway, or what ends TLS before it. */
    public MimcClientBuilder tlsTcp(String host, int port) {
        this.endpoint = new Endpoint.Tcp(host, port, true);
        return this;
    }

    /**
     * Asks an address look-up for a gateway, then connects by TCP without TLS.
     *
     * @param url for instance {@code https://im.example.net/gslb/}
     */
    public MimcClientBuilder resolver(URI url) {
        this.endpoint = new Endpoint.Resolver(url);
        return this;
    }

    /**
     * Connects by WebSocket.
     *
     * @param uri {@code ws} or {@code wss}
     */
    public MimcClientBuilder webSocket(URI uri) {
        this.endpoint = new Endpoint.WebSocket(uri);
        return this;
    }

    /** For TLS with other than the platform's trusted certificates. Host names are always checked. */
    public MimcClientBuilder tls(SSLContext tls) {
        this.tls = tls;
        return this;
    }

    /** Event loops to share between clients; they stay the caller's to shut down. Default: one thread a client. */
    public MimcClientBuilder eventLoops(NioEventLoopGroup eventLoops) {
        this.eventLoops = eventLoops;
        return this;
    }

    /**
     * Runs listeners, completions and the token supplier; may be shared between clients and stays the caller's to shut
     * down. Needs two threads a client where listeners wait for stages. Default: up to 3 daemon threads a client, which
     * go when idle.
     */
    public MimcClientBuilder executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /** For the address look-up; may be shared. */
    public MimcClientBuilder httpClient(HttpClient http) {
        this.http = http;
        return this;
    }

    /** Wishes that this login throw out an older one of the same resource. Default: no. */
    public MimcClientBuilder singleLogin(boolean singleLogin) {
        this.singleLogin = singleLogin;
        return this;
    }

    /** Pauses between attempts to connect: they double from the first to the second, and half of each is random. */
    public MimcClientBuilder backoff(Duration min, Duration max) {
        this.minBackoff = min;
        this.maxBackoff = max;
        return this;
    }

    /** For the connection, TLS and the WebSocket handshake, each. Default 5 s. */
    public MimcClientBuilder connectTimeout(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
        return this;
    }

    /**
     * A connection on which nothing at all comes for this long after something that must be answered is given up for a
     * new one. Default 5 s, as in the original SDKs.
     */
    public MimcClientBuilder answerTimeout(Duration answerTimeout) {
        this.answerTimeout = answerTimeout;
        return this;
    }

    /** Default 15 s. */
    public MimcClientBuilder pingInterval(Duration pingInterval) {
        this.pingInterval = pingInterval;
        return this;
    }

    /**
     * How long a message is tried, over reconnects and temporary refusals, before its stage fails. Default 60 s; at most
     * the server's memory for packetIds, 10 minutes, else a late repetition would be a second message.
     */
    public MimcClientBuilder sendTimeout(Duration sendTimeout) {
        if (sendTimeout.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("sendTimeout: at most 10 minutes");
        }
        this.sendTimeout = sendTimeout;
        return this;
    }

    /** Messages without an answer, waiting ones included. Default 10,000. */
    public MimcClientBuilder maxPendingSends(int maxPendingSends) {
        this.maxPendingSends = positive(maxPendingSends, "maxPendingSends");
        return this;
    }

    /** Messages on the wire at a time. Default 32; the server takes up to 64. With 1, no failure can change their order. */
    public MimcClientBuilder sendWindow(int sendWindow) {
        this.sendWindow = positive(sendWindow, "sendWindow");
        return this;
    }

    /** Messages that may wait for the listener before the client stops reading. Default 500. */
    public MimcClientBuilder maxQueuedMessages(int maxQueuedMessages) {
        this.maxQueuedMessages = positive(maxQueuedMessages, "maxQueuedMessages");
        return this;
    }

    /** How many taken messages are remembered, to drop them when they come again. Default 10,000. */
    public MimcClientBuilder rememberedSequences(int rememberedSequences) {
        this.rememberedSequences = positive(rememberedSequences, "rememberedSequences");
        return this;
    }

    /**
     * @throws IllegalStateException where one of the needed settings is missing
     */
    public MimcClient build() {
        if (appId <= 0) {
            throw new IllegalStateException("appId is missing");
        }
        Settings settings = new Settings(
                needed(endpoint, "tcp, resolver or webSocket"),
                appId,
                needed(account, "account"),
                Objects.requireNonNullElseGet(resource, () -> PacketIds.random(RESOURCE_LENGTH)),
                singleLogin,
                minBackoff,
                maxBackoff,
                connectTimeout,
                answerTimeout,
                pingInterval,
                sendTimeout,
                maxPendingSends,
                sendWindow,
                maxQueuedMessages,
                rememberedSequences);
        TokenSupplier supplier = needed(tokens, "tokenSupplier");
        NioEventLoopGroup loops = eventLoops != null
                ? eventLoops
                : new NioEventLoopGroup(1, new DefaultThreadFactory("mimc-" + account, true));
        ThreadPoolExecutor ownExecutor = executor != null ? null : callbackThreads();
        Runnable release = () -> {
            if (eventLoops == null) {
                loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            }
            if (ownExecutor != null) {
                ownExecutor.shutdown();
            }
        };
        return new MimcClient(new Parts(
                settings,
                supplier,
                loops.next(),
                new Callbacks(ownExecutor != null ? ownExecutor : needed(executor, "executor")),
                Objects.requireNonNullElseGet(tls, MimcClientBuilder::platformTls),
                lookup(),
                release));
    }

    private @Nullable AddressLookup lookup() {
        if (!(endpoint instanceof Endpoint.Resolver resolver)) {
            return null;
        }
        HttpClient client = Objects.requireNonNullElseGet(http, this::lookupClient);
        return new AddressLookup(resolver.url(), client);
    }

    private HttpClient lookupClient() {
        return HttpClient.newBuilder().connectTimeout(connectTimeout).build();
    }

    private ThreadPoolExecutor callbackThreads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                CALLBACK_THREADS,
                CALLBACK_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // bounded by its users: two lanes and one token
                new DefaultThreadFactory("mimc-callbacks-" + account, true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static SSLContext platformTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no TLS", e);
        }
    }

    private static <T> T needed(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalStateException(name + " is missing");
        }
        return value;
    }

    private static int positive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": at least 1");
        }
        return value;
    }
}
