package io.openmimc.gateway.session;

import io.openmimc.proto.frame.FrameException;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.wire.ClientHeader;
import java.io.IOException;
import java.time.Duration;

/** One connection as a client sees it, down to the bytes. */
interface Wire extends AutoCloseable {
    Duration PATIENCE = Duration.ofSeconds(30);

    /** Bytes as they are. */
    void sendRaw(byte[] bytes) throws IOException;

    void send(ClientHeader header, byte[] payload) throws IOException;

    /** The next packet; null for an empty one. Fails when none comes. */
    Packet receive() throws IOException, FrameException;

    /** From now on nothing is taken from the socket. */
    void stopReading();

    /** Waits until the server has closed the connection; packets on the way are skipped. */
    void awaitClosed() throws IOException;

    /** From now on bodies are under this key, if the transport has one. */
    void introduced(String challenge, String udid);

    /** Whether payloads of SECMSG go up under RC4. */
    boolean encryptsUpstream();

    @Override
    void close() throws IOException;
}
