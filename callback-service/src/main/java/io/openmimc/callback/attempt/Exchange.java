package io.openmimc.callback.attempt;

import io.openmimc.kit.address.PublicAddresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One request and its answer, ended by its timeout if nothing else ends it. Its callbacks come on several event loops. */
final class Exchange {
    /** What is read of an answer before its connection is closed. */
    static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final HttpClient client;
    private final RequestOptions options;
    private final Buffer body;
    private final Duration timeout;
    private final long startNanos = System.nanoTime();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final Buffer excerpt = Buffer.buffer();
    private @Nullable HttpClientRequest request;
    private int status;
    private int answerBytes;

    Exchange(Vertx vertx, HttpClient client, RequestOptions options, byte[] body, Duration timeout) {
        this.vertx = vertx;
        this.client = client;
        this.options = options;
        this.body = Buffer.buffer(body);
        this.timeout = timeout;
    }

    CompletionStage<Outcome> start(Future<InetAddress> address, PublicAddresses destinations) {
        long timer = vertx.setTimer(timeout.toMillis(), fired -> late());
        address.onComplete(resolved -> {
            if (resolved.failed()) {
                fail(reason(resolved.cause()));
            } else if (destinations.allows(resolved.result())) {
                connect(resolved.result());
            } else {
                fail("address " + resolved.result().getHostAddress() + " is not allowed");
            }
        });
        return outcome.whenComplete((done, failure) -> vertx.cancelTimer(timer));
    }

    private void connect(InetAddress address) {
        if (outcome.isDone()) {
            return;
        }
        // To the very address that was checked; the host stays in the Host header and in TLS.
        options.setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, options.getPort())));
        client.request(options).onSuccess(this::connected).onFailure(e -> fail(reason(e)));
    }

    private void connected(HttpClientRequest made) {
        synchronized (this) {
            request = made;
        }
        if (outcome.isDone()) {
            made.connection().close(); // timed out while it was connecting
            return;
        }
        made.send(body).onSuccess(this::answered).onFailure(e -> fail(reason(e)));
    }

    private void answered(HttpClientResponse answer) {
        synchronized (this) {
            status = answer.statusCode();
        }
        answer.exceptionHandler(e -> end(true)); // broken off: the status is known
        answer.handler(this::read);
        answer.endHandler(end -> end(false));
    }

    private synchronized void read(Buffer bytes) {
        int room = Outcome.EXCERPT_BYTES - excerpt.length();
        if (room > 0) {
            excerpt.appendBuffer(bytes, 0, Math.min(room, bytes.length()));
        }
        answerBytes += bytes.length();
        if (answerBytes > MAX_ANSWER_BYTES) {
            end(true);
        }
    }

    private synchronized void late() {
        if (status == 0) {
            fail("no answer within " + timeout.toMillis() + " ms");
        } else {
            end(true); // it has answered; only the body never ends
        }
    }

    private synchronized void end(boolean close) {
        // Whoever comes later must not close a connection that serves another request by now.
        if (outcome.complete(Outcome.answered(status, took(), excerpt.getBytes())) && close) {
            close();
        }
    }

    private synchronized void fail(String reason) {
        if (outcome.complete(Outcome.failed(reason, took()))) {
            close();
        }
    }

    private synchronized void close() {
        if (request != null) {
            request.connection().close();
        }
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private static String reason(Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return "the host's name cannot be resolved";
        }
        if (failure instanceof ConnectException) {
            return "no connection: " + failure.getMessage();
        }
        if (failure instanceof SSLException) {
            return "TLS: " + origin(failure).getMessage(); // it says what is wrong with the certificate
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static Throwable origin(Throwable failure) {
        Throwable origin = failure;
        while (origin.getCause() != null) {
            origin = origin.getCause();
        }
        return origin;
    }
}
