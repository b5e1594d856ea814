package io.openmimc.kit.rest;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The CORS headers of an answer: browsers call the endpoints directly, with headers of their own. */
public final class Cors {
    /** Key of the list of origins that the app of this request allows, in the routing context. */
    private static final String APP_ORIGINS = Cors.class.getName();

    private static final String ANY = "*";

    private Cors() {}

    /** Narrows the answer down to the origins of an app, once it is known; an empty list leaves the default. */
    public static void restrict(@Nullable RoutingContext context, List<String> origins) {
        if (context != null && !origins.isEmpty()) {
            context.put(APP_ORIGINS, List.copyOf(origins));
        }
    }

    /** Writes the headers when the answer's head goes out, so that errors have them too. */
    static void onAnswer(RoutingContext context, List<String> defaults) {
        context.addHeadersEndHandler(done -> {
            List<String> origins = context.get(APP_ORIGINS);
            write(context, origins == null ? defaults : origins);
        });
    }

    private static void write(RoutingContext context, List<String> allowed) {
        HttpServerResponse answer = context.response();
        if (allowed.contains(ANY)) {
            answer.putHeader("Access-Control-Allow-Origin", ANY);
        } else {
            String origin = context.request().getHeader("Origin");
            answer.putHeader("Vary", "Origin");
            if (origin != null && allowed.contains(origin)) {
                answer.putHeader("Access-Control-Allow-Origin", origin);
            }
        }
        answer.putHeader("Access-Control-Allow-Methods", "GET,POST,PUT,DELETE,OPTIONS");
        answer.putHeader(
                "Access-Control-Allow-Headers",
                "content-type,accept,token,topicId,appId,appKey,appSecret,appAccount,appAccountEncode,idempotency-key");
        answer.putHeader("Access-Control-Expose-Headers", "Retry-After");
        answer.putHeader("Access-Control-Max-Age", "86400");
    }
}
