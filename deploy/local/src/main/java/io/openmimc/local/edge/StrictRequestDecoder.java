package io.openmimc.local.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.Set;

/**
 * Refuses a request with both a Transfer-Encoding and a Content-Length, which no client sends in good faith (RFC 9112,
 * 6.1): two servers that each believe another one of them disagree where the next request begins. The usual decoder
 * drops the length without a trace. Other versions than HTTP/1, and bodies that cannot be read, are told to the edge: the server
 * has only blank answers for them, or none.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    /** The name under which the server has its own. */
    private static final String DECODER = "httpDecoder";

    private static final Set<String> VERSIONS = Set.of("HTTP/1.0", "HTTP/1.1");

    private final ChunkLines chunks = new ChunkLines();
    private final Runnable unreadableBody;

    private StrictRequestDecoder(HttpServerOptions options, Runnable unreadableBody) {
        super(options);
        this.unreadableBody = unreadableBody;
    }

    /** Reads the connection from its first byte on. */
    static void on(HttpConnection connection, HttpServerOptions options, Runnable unreadableBody) {
        ((ConnectionBase) connection)
                .channel()
                .pipeline()
                .replace(DECODER, DECODER, new StrictRequestDecoder(options, unreadableBody));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (!chunks.ready(in)) {
            return;
        }
        int start = in.readerIndex();
        super.decode(context, in, out);
        chunks.decoded(in.readerIndex() - start);
        for (Object part : out) {
            if (part instanceof HttpMessage && HttpUtil.isTransferEncodingChunked((HttpMessage) part)) {
                chunks.begin();
            }
        }
        if (out.removeIf(StrictRequestDecoder::isUnreadableBody)) {
            unreadableBody.run();
        }
    }

    /** It holds no bytes: there is nothing to release. */
    private static boolean isUnreadableBody(Object part) {
        return part instanceof HttpContent
                && !(part instanceof HttpMessage)
                && ((HttpContent) part).decoderResult().isFailure();
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        if (!VERSIONS.contains(initialLine[2])) {
            throw new IllegalArgumentException("not HTTP/1");
        }
        return super.createMessage(initialLine);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
    }
}
