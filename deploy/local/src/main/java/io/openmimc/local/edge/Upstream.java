package io.openmimc.local.edge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.List;
import java.util.Locale;

/**
 * Sends the target that was judged and the body that was read upstream, says who asked, and answers 503 where no upstream
 * does.
 */
record Upstream(RequestTarget target, Buffer body, String client) implements ProxyInterceptor {
    private static final int BAD_GATEWAY = 502;
    private static final String CLIENT = "X-Forwarded-For";

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        ProxyRequest request = context.request();
        request.setURI(target.toString());
        request.setBody(Body.body(body));
        request.headers().remove("Content-Length").remove("Expect");
        // Whatever a client says of where it came from is its word only.
        List.copyOf(request.headers().names()).stream()
                .filter(Upstream::saysWhereFrom)
                .forEach(request.headers()::remove);
        request.putHeader(CLIENT, client);
        // The proxy answers a refused connection with 502; no service of ours ever does.
        return context.sendRequest()
                .map(response -> response.getStatusCode() == BAD_GATEWAY ? unavailable(response) : response)
                .recover(failure ->
                        Future.succeededFuture(unavailable(request.release().response())));
    }

    private static boolean saysWhereFrom(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.startsWith("x-forwarded") || name.equals("forwarded") || name.equals("x-real-ip");
    }

    private static ProxyResponse unavailable(ProxyResponse response) {
        Answers.HEADERS.forEach(response::putHeader);
        return response.setStatusCode(503)
                .setStatusMessage("Service Unavailable")
                .putHeader("Content-Type", Answers.JSON)
                .putHeader("Retry-After", "1")
                .setBody(Body.body(Answers.envelope(503, "service unavailable, try again")));
    }
}
