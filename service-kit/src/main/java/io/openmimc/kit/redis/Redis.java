package io.openmimc.kit.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.event.connection.ReconnectFailedEvent;
import io.lettuce.core.resource.ClientResources;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.metrics.CallTimers;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of this service to Redis; commands of all threads are pipelined over it. A service starts without
 * Redis and works once it is there; while it is away every call fails at once, none is kept for later.
 */
@Singleton
public class Redis {
    private static final Logger LOG = Logger.getLogger(Redis.class);

    private final RedisConfig config;
    private final CallTimers timers;
    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final List<Runnable> connectListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> disconnectListeners = new CopyOnWriteArrayList<>();
    private final List<PushListener> pushListeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    private volatile @Nullable String trouble;
    private volatile boolean stands;
    private volatile boolean closed;

    public Redis(RedisConfig config, MeterRegistry meters) {
        this.config = config;
        this.timers = new CallTimers(meters, "redis.call", "operation");
        this.uri = RedisAccess.uri(config);
        this.resources = RedisClients.resources(config);
        this.client = RedisClient.create(resources, uri);
        client.setOptions(RedisClients.options(config));
        client.addListener(new ConnectListener());
        resources.eventBus().get().ofType(ReconnectFailedEvent.class).subscribe(failed -> refused(failed.getCause()));
    }

    @PostConstruct
    void start() {
        client.connectAsync(StringCodec.UTF8, uri).whenComplete((established, failure) -> {
            if (failure == null) {
                established.addListener(
                        (PushMessage message) -> pushListeners.forEach(listener -> listener.onPushMessage(message)));
                connection = established;
                stands = true;
                trouble = null;
                connectListeners.forEach(Runnable::run);
            } else if (!closed) {
                refused(failure);
                var unused = resources
                        .eventExecutorGroup()
                        .schedule(this::start, config.reconnectPause().toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    /** Says why there is no connection, once for each reason: it is tried several times a second. */
    private void refused(Throwable failure) {
        String reason = RedisAccess.reason(failure, uri);
        if (!reason.equals(trouble) && !closed) {
            LOG.warnf("redis is not there, trying again reason=%s", reason);
        }
        trouble = reason;
    }

    @PreDestroy
    void close() {
        closed = true;
        StatefulRedisConnection<String, String> established = connection;
        if (established != null) {
            established.close();
        }
        client.shutdown(0, 1, TimeUnit.SECONDS);
        resources.shutdown(0, 1, TimeUnit.SECONDS);
    }

    /**
     * Runs a command or a script.
     *
     * @param operation tag of the metric {@code redis.call}; one of a closed set
     * @return completes on a thread of the Redis client, which must not be blocked; fails with {@link ImException}
     *     UNAVAILABLE when Redis is away, does not answer in time or refuses the command
     */
    public <T> CompletionStage<T> call(
            String operation, Function<RedisAsyncCommands<String, String>, ? extends CompletionStage<T>> command) {
        StatefulRedisConnection<String, String> established = connection;
        if (established == null || closed) { // the client's timer throws once it is stopped
            return CompletableFuture.failedFuture(unavailable());
        }
        long start = System.nanoTime();
        return begin(established, command).handle((value, failure) -> {
            timers.record(operation, start, failure);
            if (failure != null) {
                LOG.debugf("redis call failed operation=%s error=%s", operation, failure);
                throw unavailable();
            }
            return value;
        });
    }

    private static <T> CompletionStage<T> begin(
            StatefulRedisConnection<String, String> established,
            Function<RedisAsyncCommands<String, String>, ? extends CompletionStage<T>> command) {
        try {
            return command.apply(established.async());
        } catch (RedisException e) { // too many calls are waiting, or the client is closed
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whether the connection stands at this moment. */
    public boolean connected() {
        StatefulRedisConnection<String, String> established = connection;
        return established != null && established.isOpen();
    }

    /** Why the last attempt to connect failed, and what to look at; empty while the connection stands. */
    public Optional<String> trouble() {
        return connected() ? Optional.empty() : Optional.ofNullable(trouble);
    }

    /**
     * Adds one that is told after every connect, and of the connection that stands already: Redis may have come back with
     * less than it had. May be told twice of one connection.
     *
     * @param listener runs on a thread of the Redis client, or at once on the caller's; must not block
     */
    public void onConnect(Runnable listener) {
        connectListeners.add(listener);
        if (connected()) {
            listener.run();
        }
    }

    /**
     * Adds one that is told after every loss of the connection, before there is another one.
     *
     * @param listener runs on a thread of the Redis client; must not block
     */
    public void onDisconnect(Runnable listener) {
        disconnectListeners.add(listener);
    }

    /**
     * Adds one that is told what Redis says unasked, before the answer to any command that Redis has worked on after that.
     *
     * @param listener runs on a thread of the Redis client; must not block
     */
    public void onPush(PushListener listener) {
        pushListeners.add(listener);
    }

    private static ImException unavailable() {
        return new ImException(ErrorCode.UNAVAILABLE, "the session registry does not answer, try again");
    }

    private final class ConnectListener implements RedisConnectionStateListener {
        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
            if (connection != null) { // the first one is announced once commands can be sent
                LOG.infof("redis is connected again address=%s", address);
                stands = true;
                trouble = null;
                connectListeners.forEach(Runnable::run);
            }
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            if (!stands) {
                return; // Redis took the connection and refused the user: that is tried several times a second
            }
            stands = false;
            disconnectListeners.forEach(Runnable::run);
            if (!closed) {
                LOG.warn("redis is disconnected");
            }
        }

        @Override
        public void onRedisExceptionCaught(RedisChannelHandler<?, ?> handler, Throwable cause) {
            LOG.debugf("redis connection failed error=%s", cause);
        }
    }
}
