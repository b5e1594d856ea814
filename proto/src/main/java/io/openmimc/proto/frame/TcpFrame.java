package io.openmimc.proto.frame;

import io.openmimc.proto.frame.FrameException.Fault;
import io.openmimc.proto.wire.ClientHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One packet on a TCP connection (packet version 5). docs/wire-protocol.md 4. */
public final class TcpFrame {
    /** Bytes before the body: magic, version, body length. */
    public static final int PREFIX_BYTES = 8;
    /** Bytes around the body. */
    public static final int OVERHEAD_BYTES = PREFIX_BYTES + WebSocketFrame.CHECKSUM_BYTES;

    private static final short VERSION = 5;
    private static final int BODY_PREFIX_BYTES = 8;
    /** Several SDKs read the header's length as a signed 16-bit number. */
    private static final int MAX_HEADER_BYTES = Short.MAX_VALUE;

    private TcpFrame() {}

    /** The packet with an empty body: keep-alive of either side, never encrypted. A fresh array for each caller. */
    public static byte[] empty() {
        byte[] frame = new byte[OVERHEAD_BYTES];
        ByteBuffer.wrap(frame).putShort(WebSocketFrame.MAGIC).putShort(VERSION).putInt(0);
        WebSocketFrame.seal(frame);
        return frame;
    }

    /**
     * @param payload as it shall travel inside the body: the caller has encrypted that of a SECMSG
     * @param bodyKey null for CONN, which is plain in both directions
     */
    public static byte[] write(ClientHeader header, byte[] payload, byte @Nullable [] bodyKey) {
        int headerLength = header.getSerializedSize();
        int bodyLength = BODY_PREFIX_BYTES + headerLength + payload.length;
        byte[] frame = new byte[OVERHEAD_BYTES + bodyLength];
        ByteBuffer.wrap(frame)
                .putShort(WebSocketFrame.MAGIC)
                .putShort(VERSION)
                .putInt(bodyLength)
                .putShort(WebSocketFrame.PAYLOAD_TYPE)
                .putShort((short) headerLength)
                .putInt(payload.length);
        int headerAt = PREFIX_BYTES + BODY_PREFIX_BYTES;
        WebSocketFrame.writeHeader(header, frame, headerAt, headerLength);
        System.arraycopy(payload, 0, frame, headerAt + headerLength, payload.length);
        if (bodyKey != null) {
            Rc4.applyInPlace(bodyKey, frame, PREFIX_BYTES, bodyLength);
        }
        WebSocketFrame.seal(frame);
        return frame;
    }

    /**
     * Judges the first {@link #PREFIX_BYTES} bytes, before anything else of the frame has been buffered.
     *
     * @param in at least {@link #PREFIX_BYTES} remaining; not consumed
     * @param maxBodyBytes bodies above are refused
     * @return the length of the whole frame in bytes
     */
    public static int length(ByteBuffer in, int maxBodyBytes) throws FrameException {
        int at = in.position();
        return length(in.getShort(at), in.getShort(at + 2), in.getInt(at + 4), maxBodyBytes);
    }

    /** The same for a caller with a buffer of another kind. */
    public static int length(short magic, short version, int bodyLength, int maxBodyBytes) throws FrameException {
        if (magic != WebSocketFrame.MAGIC) {
            throw new FrameException(Fault.MAGIC, "wrong magic");
        }
        if (version != VERSION) {
            throw new FrameException(Fault.VERSION, "wrong version: TCP frames have version 5");
        }
        if (bodyLength < 0 || bodyLength > maxBodyBytes) {
            throw new FrameException(Fault.LENGTH, "a body of " + bodyLength + " bytes is out of range");
        }
        return OVERHEAD_BYTES + bodyLength;
    }

    /**
     * @param frame exactly one whole frame; its bytes are decrypted where they stand
     * @param bodyKey null until the CONN answer has gone out (or come in)
     * @return null for an empty body
     * @throws FrameException if lengths, type, checksum or header are wrong
     */
    public static @Nullable Packet read(byte[] frame, byte @Nullable [] bodyKey) throws FrameException {
        ByteBuffer in = ByteBuffer.wrap(frame);
        if (frame.length < OVERHEAD_BYTES || length(in, Integer.MAX_VALUE - OVERHEAD_BYTES) != frame.length) {
            throw new FrameException(Fault.LENGTH, "lengths do not fit the frame");
        }
        WebSocketFrame.checkSum(in, 0, frame.length);
        int bodyLength = frame.length - OVERHEAD_BYTES;
        if (bodyLength == 0) {
            return null;
        }
        if (bodyLength < BODY_PREFIX_BYTES) {
            throw new FrameException(Fault.LENGTH, "a body of " + bodyLength + " bytes is too short");
        }
        if (bodyKey != null) {
            Rc4.applyInPlace(bodyKey, frame, PREFIX_BYTES, bodyLength);
        }
        in.position(PREFIX_BYTES);
        if (in.getShort() != WebSocketFrame.PAYLOAD_TYPE) {
            throw new FrameException(Fault.TYPE, "wrong payload type, or a body under another key");
        }
        int headerLength = in.getShort();
        int payloadLength = in.getInt();
        if (headerLength < 0
                || headerLength > MAX_HEADER_BYTES
                || payloadLength < 0
                || (long) BODY_PREFIX_BYTES + headerLength + payloadLength != bodyLength) {
            throw new FrameException(Fault.LENGTH, "lengths do not fit the body");
        }
        ClientHeader header = WebSocketFrame.readHeader(in, headerLength);
        byte[] payload = new byte[payloadLength];
        in.get(payload);
        return new Packet(header, payload);
    }
}
