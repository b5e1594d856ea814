package io.openmimc.local.edge;

import io.vertx.core.Future;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;

/** Sends the tidied target upstream, and answers 503 where no upstream does. */
final class Upstream implements ProxyInterceptor {
    private static final int BAD_GATEWAY = 502;

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        ProxyRequest request = context.request();
        request.setURI(Routes.target(request.getURI()));
        // The proxy answers a refused connection with 502; no service of ours ever does.
        return context.sendRequest()
                .map(response -> response.getStatusCode() == BAD_GATEWAY ? unavailable(response) : response)
                .recover(failure ->
                        Future.succeededFuture(unavailable(request.release().response())));
    }

    private static ProxyResponse unavailable(ProxyResponse response) {
        Answers.CORS.forEach(response::putHeader);
        return response.setStatusCode(503)
                .setStatusMessage("Service Unavailable")
                .putHeader("Content-Type", Answers.JSON)
                .putHeader("Retry-After", "1")
                .setBody(Body.body(Answers.envelope(503, "service unavailable, try again")));
    }
}
