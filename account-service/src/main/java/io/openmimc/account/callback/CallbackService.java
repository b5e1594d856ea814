package io.openmimc.account.callback;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks callback-service over its HTTP port, with the credentials of the operator who asks us, and answers what it answers. So
 * every public path belongs to a service by a plain prefix.
 */
@Singleton
class CallbackService {
    private static final Logger LOG = Logger.getLogger(CallbackService.class);
    private static final int CONNECT_TIMEOUT_MS = 2000;
    /** Operators are few; who finds all taken waits, and of these no more than so many. */
    private static final int MAX_REQUESTS = 16;

    private static final int MAX_WAITING = 64;
    private static final List<String> HANDED_BACK = List.of("Retry-After");

    private final List<URI> addresses;
    private final long answerMs;
    private final HttpClient client;

    CallbackService(CallbackServiceConfig config, Vertx vertx) {
        addresses = config.addresses().stream().map(CallbackService::address).toList();
        answerMs = config.answerTime().toMillis();
        client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MS),
                new PoolOptions().setHttp1MaxSize(MAX_REQUESTS).setMaxWaitQueueSize(MAX_WAITING));
    }

    /** What is no address is said at start. */
    void check(@Observes StartupEvent started) {}

    private static URI address(String text) {
        URI read = URI.create("http://" + text.strip());
        if (read.getHost() == null || read.getPort() < 0) {
            throw new IllegalArgumentException("OPENMIMC_CALLBACKS_ADDRESSES must be host:port,…, not " + text);
        }
        return read;
    }

    /**
     * Hands a request on; its answer is handed back as it is. Fails with UNAVAILABLE if none of the addresses takes a
     * connection, or the one that does has not answered in time: then it may have been done.
     *
     * @param target path and query
     * @param authorization the header of that name
     */
    Uni<Response> ask(HttpMethod method, String target, String authorization, @Nullable String body) {
        return Uni.createFrom()
                .completionStage(() -> connect(0, method, target)
                        .compose(request -> send(request, authorization, body))
                        .toCompletionStage())
                .onFailure(failure -> !(failure instanceof ImException))
                .transform(failure -> {
                    LOG.warnf("callback-service does not answer error=%s", failure.toString());
                    return new ImException(ErrorCode.UNAVAILABLE, "callback-service does not answer, try again");
                });
    }

    /** Only as long as nothing was sent another one may be asked. */
    private Future<HttpClientRequest> connect(int index, HttpMethod method, String target) {
        URI address = addresses.get(index);
        Future<HttpClientRequest> request = client.request(new RequestOptions()
                .setHost(address.getHost())
                .setPort(address.getPort())
                .setMethod(method)
                .setURI(target)
                .setTimeout(answerMs));
        return index + 1 < addresses.size() ? request.recover(failure -> connect(index + 1, method, target)) : request;
    }

    private static Future<Response> send(HttpClientRequest request, String authorization, @Nullable String body) {
        request.putHeader("Authorization", authorization).putHeader("Content-Type", MediaType.APPLICATION_JSON);
        Buffer content = body == null ? Buffer.buffer() : Buffer.buffer(body);
        return request.send(content).compose(answer -> answer.body().map(read -> response(answer, read)));
    }

    private static Response response(HttpClientResponse answer, Buffer body) {
        Response.ResponseBuilder response = Response.status(answer.statusCode())
                .type(MediaType.APPLICATION_JSON)
                .entity(body.getBytes());
        for (String header : HANDED_BACK) {
            String value = answer.getHeader(header);
            if (value != null) {
                response.header(header, value);
            }
        }
        return response.build();
    }
}
