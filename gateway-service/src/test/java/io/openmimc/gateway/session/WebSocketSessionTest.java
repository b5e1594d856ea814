package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.proto.frame.WebSocketFrame;
import io.openmimc.proto.wire.ClientHeader;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WebSocketSessionTest extends TransportTest {
    @Override
    Wire connect() {
        return gateway.webSocket();
    }

    @Override
    public byte[] frame(ClientHeader header) {
        return WebSocketFrame.write(header, new byte[0]);
    }

    @Test
    void anyOriginMayConnect() throws Exception {
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Origin", "https://elsewhere.example")
                .buildAsync(URI.create("ws://127.0.0.1:" + gateway.webSocketPort() + "/"), new WebSocket.Listener() {})
                .get(30, TimeUnit.SECONDS);
        assertThat(socket.isOutputClosed()).isFalse();
        socket.abort();
    }

    @Test
    void plainRequestsAndOtherPathsAreRefusedInHttp() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        URI root = URI.create("http://127.0.0.1:" + gateway.webSocketPort() + "/");
        assertThat(client.send(HttpRequest.newBuilder(root).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(426);
        assertThat(client.send(HttpRequest.newBuilder(root.resolve("/other")).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aTextMessageClosesTheConnection() throws Exception {
        WebSocketWire wire = (WebSocketWire) wire();
        wire.sendText("hello");
        wire.awaitClosed();
    }

    @Test
    void impossibleLengthsCloseTheConnection() throws Exception {
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 7}) {
            Wire wire = wire();
            byte[] frame = frame(ClientHeader.newBuilder().setCmd("CONN").build());
            ByteBuffer.wrap(frame).putInt(10, length);
            wire.sendRaw(frame);
            wire.awaitClosed();
        }
    }

    @Test
    void aMessageThatIsTooShortOrTruncatedClosesTheConnection() throws Exception {
        byte[] frame = frame(ClientHeader.newBuilder().setCmd("CONN").build());
        for (int length : new int[] {0, 1, 13, 17, frame.length - 1}) {
            Wire wire = wire();
            wire.sendRaw(java.util.Arrays.copyOf(frame, length));
            wire.awaitClosed();
        }
    }

    @Test
    void aMegabyteOfNoiseClosesTheConnection() throws Exception {
        Phone other = phone(stranger("bob")).login();
        Wire wire = wire();
        byte[] noise = new byte[1_048_576];
        new Random(7).nextBytes(noise);
        try {
            wire.sendRaw(noise);
        } catch (java.io.IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|closed).*"); // before all of it was written
        }
        wire.awaitClosed();
        other.ping();
    }
}
