package io.openmimc.gateway.session;

import io.openmimc.proto.frame.FrameException;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.frame.TcpFrame;
import io.openmimc.proto.frame.WireKeys;
import io.openmimc.proto.wire.ClientHeader;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** TCP, blocking. */
final class TcpWire implements Wire {
    private final Socket socket;
    private final DataInputStream in;
    private byte[] bodyKey;

    TcpWire(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        in = new DataInputStream(socket.getInputStream());
    }

    @Override
    public void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    @Override
    public void send(ClientHeader header, byte[] payload) throws IOException {
        sendRaw(TcpFrame.write(header, payload, bodyKey));
    }

    @Override
    public Packet receive() throws IOException, FrameException {
        byte[] prefix = new byte[TcpFrame.PREFIX_BYTES];
        in.readFully(prefix);
        int length = TcpFrame.length(ByteBuffer.wrap(prefix), 10_000_000);
        byte[] frame = new byte[length];
        System.arraycopy(prefix, 0, frame, 0, prefix.length);
        in.readFully(frame, prefix.length, length - prefix.length);
        return TcpFrame.read(frame, bodyKey);
    }

    @Override
    public void stopReading() {
        // nothing is read but what is asked for
    }

    @Override
    public void awaitClosed() throws IOException {
        byte[] buffer = new byte[8_192];
        try {
            while (in.read(buffer) >= 0) {
                // what was on its way
            }
        } catch (SocketException e) {
            if (!e.getMessage().contains("reset")) {
                throw e;
            }
        }
    }

    @Override
    public void introduced(String challenge, String udid) {
        bodyKey = WireKeys.bodyKey(challenge, udid);
    }

    @Override
    public boolean encryptsUpstream() {
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
