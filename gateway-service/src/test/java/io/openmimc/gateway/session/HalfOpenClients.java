package io.openmimc.gateway.session;

import io.openmimc.proto.frame.TcpFrame;
import io.openmimc.proto.frame.WebSocketFrame;
import io.openmimc.proto.wire.ClientHeader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Connections that are begun and not used, half of them on each transport: of ten, two say nothing, two send half a packet
 * and six a CONN. A program of its own: in the process of the gateway they would take a second file descriptor each.
 *
 * <p>Prints {@code open}; then, for a line {@code silent} or {@code introduced}, {@code closed} once the server has closed
 * all those without or with a CONN. It ends with its input.
 */
final class HalfOpenClients {
    private static final int PATIENCE_MS = 60_000;
    private static final ClientHeader CONN =
            ClientHeader.newBuilder().setCmd("CONN").setId("c1").build();

    private final List<Socket> silent = new ArrayList<>();
    private final List<Socket> introduced = new ArrayList<>();
    private final int tcpPort;
    private final int webSocketPort;

    private HalfOpenClients(int tcpPort, int webSocketPort) {
        this.tcpPort = tcpPort;
        this.webSocketPort = webSocketPort;
    }

    /**
     * @param arguments number of connections, TCP port, WebSocket port
     */
    public static void main(String[] arguments) throws IOException {
        HalfOpenClients clients = new HalfOpenClients(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            clients.open(i);
        }
        System.out.println("open");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            for (Socket socket : command.equals("silent") ? clients.silent : clients.introduced) {
                awaitClosed(socket);
            }
            System.out.println("closed");
        }
    }

    private void open(int number) throws IOException {
        boolean webSocket = number % 2 == 1;
        int kind = number / 2 % 5;
        Socket socket = new Socket("127.0.0.1", webSocket ? webSocketPort : tcpPort);
        socket.setSoTimeout(PATIENCE_MS);
        (kind < 2 ? silent : introduced).add(socket);
        if (kind == 0) {
            return;
        }
        byte[] packet =
                webSocket ? message(WebSocketFrame.write(CONN, new byte[0])) : TcpFrame.write(CONN, new byte[0], null);
        if (webSocket) {
            upgrade(socket);
        }
        socket.getOutputStream().write(kind == 1 ? Arrays.copyOf(packet, packet.length / 2) : packet);
    }

    private static void upgrade(Socket socket) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("no upgrade: " + answer);
            }
            answer.append((char) next);
        }
    }

    /** A binary message of a client, under a mask of zeros, which leaves it as it is. */
    private static byte[] message(byte[] packet) {
        return ByteBuffer.allocate(packet.length + 6)
                .put((byte) 0x82)
                .put((byte) (0x80 | packet.length)) // up to 125
                .putInt(0)
                .put(packet)
                .array();
    }

    private static void awaitClosed(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[1_024];
        try {
            while (in.read(buffer) >= 0) {
                // the answer to CONN
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("not closed by the server", e);
        } catch (SocketException e) {
            if (!e.getMessage().contains("reset")) {
                throw e;
            }
        }
        socket.close();
    }
}
