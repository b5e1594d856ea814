package io.openmimc.account.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;

/**
 * A file of a page, as the build has it. Scripts and styles are files of their own, so that a policy can forbid all that
 * stands within a page.
 */
public final class PageFile {
    private final String contentType;
    private final Buffer content;

    private PageFile(String contentType, Buffer content) {
        this.contentType = contentType;
        this.content = content;
    }

    /**
     * Reads a resource of the build whole.
     *
     * @param resource its path, which ends with {@code .html}, {@code .css} or {@code .js}
     * @throws IllegalStateException if it is not there or cannot be read
     */
    public static PageFile load(String resource) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not in the build");
            }
            return new PageFile(contentType(resource), Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }

    /** Answers with it. @param policy the {@code Content-Security-Policy} of a page that it is or belongs to */
    public void answer(RoutingContext context, String policy) {
        HttpServerResponse answer = context.response();
        answer.putHeader("Content-Type", contentType);
        answer.putHeader("Cache-Control", "no-cache");
        answer.putHeader("X-Content-Type-Options", "nosniff");
        answer.putHeader("Referrer-Policy", "no-referrer");
        answer.putHeader("Content-Security-Policy", policy);
        answer.end(content);
    }

    private static String contentType(String resource) {
        String ending = resource.substring(resource.lastIndexOf('.') + 1);
        return switch (ending) {
            case "html" -> "text/html;charset=UTF-8";
            case "css" -> "text/css;charset=UTF-8";
            case "js" -> "text/javascript;charset=UTF-8";
            default -> throw new IllegalStateException(resource + " is of no known type");
        };
    }
}
