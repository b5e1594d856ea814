package io.openmimc.local.edge;

import io.vertx.core.Future;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;

/** Sends the tidied target upstream, and from whom it is, and answers 503 where no upstream does. */
final class Upstream implements ProxyInterceptor {
    private static final int BAD_GATEWAY = 502;
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        ProxyRequest request = context.request();
        request.setURI(Routes.target(request.getURI()));
        // Never what the client wrote there itself: services believe us.
        request.putHeader(
                FORWARDED_FOR, request.proxiedRequest().remoteAddress().hostAddress());
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
