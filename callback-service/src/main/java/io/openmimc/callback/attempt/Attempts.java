package io.openmimc.callback.attempt;

import io.openmimc.callback.delivery.Delivery;
import io.openmimc.callback.hook.Hook;
import io.openmimc.kit.address.PublicAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * Makes attempts. The status is what counts; of the body at most 64 KiB are read, then the connection is closed.
 * Redirects are not followed. The address is checked when it is connected to, as a name may stand for another one by then.
 */
@Singleton
public class Attempts {
    /** Below what servers commonly allow (Node.js: 5 s): a request must not meet a connection that is just being closed. */
    private static final int KEEP_ALIVE_SECONDS = 3;
    /** To one server, of all apps that have it; how many an app has is bounded by who asks for attempts. */
    private static final int MAX_CONNECTIONS_A_SERVER = 2_048;

    private static final Logger LOG = Logger.getLogger(Attempts.class);

    private final Vertx vertx;
    private final HttpClient client;
    private final Names names;
    private final PublicAddresses destinations;
    private final Clock clock;

    Attempts(Vertx vertx, Names names, PublicAddresses destinations, Clock clock) {
        this.vertx = vertx;
        this.names = names;
        this.destinations = destinations;
        this.clock = clock;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(KEEP_ALIVE_SECONDS),
                new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS_A_SERVER));
    }

    /** One attempt at a URL of the hook. Never fails: what goes wrong is the outcome. */
    public CompletionStage<Outcome> attempt(Delivery delivery, Hook hook) {
        try {
            return exchange(delivery, hook);
        } catch (RuntimeException e) {
            LOG.errorf(e, "callback failed app=%s", Long.toString(delivery.appId()));
            return CompletableFuture.completedStage(Outcome.failed("internal error", Duration.ZERO));
        }
    }

    private CompletionStage<Outcome> exchange(Delivery delivery, Hook hook) {
        URI uri = URI.create(hook.url(delivery.kind()));
        String timestamp = Long.toString(clock.millis());
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setSsl(tls)
                .setHost(uri.getHost())
                .setPort(uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort())
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .setConnectTimeout(hook.timeout().toMillis())
                .putHeader("Content-Type", "application/json;charset=UTF-8")
                .putHeader("User-Agent", "OpenMIMC")
                .putHeader("X-Mimc-Delivery", delivery.id())
                .putHeader("X-Mimc-Timestamp", timestamp)
                .putHeader("X-Mimc-Signature", Signature.header(hook.secrets(), timestamp, delivery.body()));
        return new Exchange(vertx, client, request, delivery.body(), hook.timeout())
                .start(names.resolve(uri.getHost()), destinations);
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
