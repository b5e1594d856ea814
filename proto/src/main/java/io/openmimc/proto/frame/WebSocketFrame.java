package io.openmimc.proto.frame;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.proto.frame.FrameException.Fault;
import io.openmimc.proto.wire.ClientHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.Adler32;

/** One packet in one WebSocket binary message (packet version 4). docs/wire-protocol.md 3. */
public final class WebSocketFrame {
    /** Bytes before the ClientHeader. */
    public static final int PREFIX_BYTES = 14;

    static final short MAGIC = (short) 0xC2FE;
    static final int CHECKSUM_BYTES = 4;
    static final short PAYLOAD_TYPE = 2;
    private static final short VERSION = 4;
    private static final short HEADER_TYPE = 3;

    private WebSocketFrame() {}

    /**
     * @param payload as it shall travel: the caller has encrypted it where it must be
     * @return the whole message
     */
    public static byte[] write(ClientHeader header, byte[] payload) {
        int headerLength = header.getSerializedSize();
        byte[] frame = new byte[PREFIX_BYTES + headerLength + payload.length + CHECKSUM_BYTES];
        ByteBuffer.wrap(frame)
                .putShort(MAGIC)
                .putShort(VERSION)
                .putShort(HEADER_TYPE)
                .putShort(PAYLOAD_TYPE)
                .putShort((short) headerLength)
                .putInt(payload.length);
        writeHeader(header, frame, PREFIX_BYTES, headerLength);
        System.arraycopy(payload, 0, frame, PREFIX_BYTES + headerLength, payload.length);
        seal(frame);
        return frame;
    }

    /**
     * @param message exactly one message; consumed
     * @throws FrameException if it is no frame of this transport, or its lengths or checksum are wrong
     */
    public static Packet read(ByteBuffer message) throws FrameException {
        int length = message.remaining();
        if (length < PREFIX_BYTES + CHECKSUM_BYTES) {
            throw new FrameException(Fault.LENGTH, "a message of " + length + " bytes is too short");
        }
        int start = message.position();
        if (message.getShort() != MAGIC) {
            throw new FrameException(Fault.MAGIC, "wrong magic");
        }
        if (message.getShort() != VERSION) {
            throw new FrameException(Fault.VERSION, "wrong version: WebSocket frames have version 4");
        }
        if (message.getShort() != HEADER_TYPE || message.getShort() != PAYLOAD_TYPE) {
            throw new FrameException(Fault.TYPE, "wrong header or payload type");
        }
        int headerLength = Short.toUnsignedInt(message.getShort());
        int payloadLength = message.getInt();
        // In long arithmetic: a hostile length must not wrap around.
        if (payloadLength < 0 || (long) PREFIX_BYTES + headerLength + payloadLength + CHECKSUM_BYTES != length) {
            throw new FrameException(Fault.LENGTH, "lengths do not fit the message");
        }
        checkSum(message, start, length);
        ClientHeader header = readHeader(message, headerLength);
        byte[] payload = new byte[payloadLength];
        message.get(payload);
        message.position(start + length);
        return new Packet(header, payload);
    }

    static void writeHeader(ClientHeader header, byte[] frame, int offset, int length) {
        try {
            header.writeTo(CodedOutputStream.newInstance(frame, offset, length));
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the right size takes its message", e);
        }
    }

    static ClientHeader readHeader(ByteBuffer in, int length) throws FrameException {
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return ClientHeader.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new FrameException(Fault.HEADER, "the ClientHeader does not parse");
        }
    }

    static void checkSum(ByteBuffer in, int start, int length) throws FrameException {
        Adler32 sum = new Adler32();
        sum.update(in.duplicate().position(start).limit(start + length - CHECKSUM_BYTES));
        if (in.getInt(start + length - CHECKSUM_BYTES) != (int) sum.getValue()) {
            throw new FrameException(Fault.CHECKSUM, "wrong checksum");
        }
    }

    static void seal(byte[] frame) {
        int length = frame.length - CHECKSUM_BYTES;
        Adler32 sum = new Adler32();
        sum.update(frame, 0, length);
        ByteBuffer.wrap(frame).putInt(length, (int) sum.getValue());
    }
}
