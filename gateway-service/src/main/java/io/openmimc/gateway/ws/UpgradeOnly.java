package io.openmimc.gateway.ws;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/** Lets one upgrade to WebSocket on path {@code /} pass and answers every other request with an error. */
final class UpgradeOnly extends ChannelInboundHandlerAdapter {
    private boolean refused;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            String path = request.uri().split("\\?", 2)[0];
            if (!path.equals("/")) {
                refuse(context, message, HttpResponseStatus.NOT_FOUND, "WebSocket clients connect to /");
                return;
            }
            if (request.decoderResult().isFailure()
                    || !request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
                refuse(context, message, HttpResponseStatus.UPGRADE_REQUIRED, "this port speaks WebSocket");
                return;
            }
        }
        context.fireChannelRead(message);
        if (message instanceof HttpRequest) {
            context.pipeline().remove(this);
        }
    }

    private void refuse(ChannelHandlerContext context, Object message, HttpResponseStatus status, String text) {
        refused = true;
        ReferenceCountUtil.release(message);
        var answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(text + "\n", StandardCharsets.US_ASCII));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes());
        if (status == HttpResponseStatus.UPGRADE_REQUIRED) {
            answer.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        }
        context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }
}
