package io.openmimc.local.edge;

import io.netty.handler.codec.http.HttpMessage;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Refuses a request with both a Transfer-Encoding and a Content-Length, which no client sends in good faith (RFC 9112,
 * 6.1): two servers that each believe another one of them disagree where the next request begins. The usual decoder
 * drops the length without a trace.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    /** The name under which the server has its own. */
    private static final String DECODER = "httpDecoder";

    private StrictRequestDecoder(HttpServerOptions options) {
        super(options);
    }

    /** Reads the connection from its first byte on. */
    static void on(HttpConnection connection, HttpServerOptions options) {
        ((ConnectionBase) connection).channel().pipeline().replace(DECODER, DECODER, new StrictRequestDecoder(options));
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
    }
}
