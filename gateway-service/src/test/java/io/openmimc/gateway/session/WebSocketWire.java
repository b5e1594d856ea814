package io.openmimc.gateway.session;

import io.openmimc.proto.frame.FrameException;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.frame.WebSocketFrame;
import io.openmimc.proto.wire.ClientHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** WebSocket, blocking. */
final class WebSocketWire implements Wire, WebSocket.Listener {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final WebSocket socket;
    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private volatile boolean reading = true;
    private volatile int closeStatus;

    WebSocketWire(int port) {
        socket = CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), this)
                .join();
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (last) {
            messages.add(partial.toByteArray());
            partial.reset();
        }
        if (reading) {
            from.request(1);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closeStatus = status;
        closed.countDown();
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.countDown();
    }

    @Override
    public void sendRaw(byte[] bytes) throws IOException {
        try {
            socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    void sendText(String text) {
        socket.sendText(text, true).join();
    }

    @Override
    public void send(ClientHeader header, byte[] payload) throws IOException {
        sendRaw(WebSocketFrame.write(header, payload));
    }

    @Override
    public Packet receive() throws IOException, FrameException {
        byte[] message;
        try {
            message = messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
        if (message == null) {
            throw new SocketTimeoutException("no message");
        }
        return WebSocketFrame.read(ByteBuffer.wrap(message));
    }

    /** But for one message, which has been asked for already. */
    @Override
    public void stopReading() {
        reading = false;
    }

    @Override
    public void awaitClosed() throws IOException {
        try {
            if (!closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SocketTimeoutException("still open");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** What the server closed it with; 0 before that, and where it said nothing. */
    int closeStatus() {
        return closeStatus;
    }

    @Override
    public void introduced(String challenge, String udid) {
        // nothing is under a key but payloads
    }

    @Override
    public boolean encryptsUpstream() {
        return false;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
