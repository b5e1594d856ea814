package io.openmimc.bench.load;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * What a message of the load carries, so that whoever gets it can say which it is and that nothing of it was changed:
 * series, index, conversation, number in its conversation, filling, checksum.
 *
 * @param series which series of messages it is of, see {@link Ledger}
 * @param index of the message in its series
 * @param conversation its sender's number: order is kept inside one
 * @param number of the message in its conversation, from 0 on without gaps
 */
public record Payload(int series, int index, int conversation, int number) {
    /** The smallest that holds all of it. */
    public static final int MIN_BYTES = 5 * Integer.BYTES;

    /** As bytes, {@code size} of them; at least {@link #MIN_BYTES}. */
    public byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        ByteBuffer buffer = ByteBuffer.wrap(bytes)
                .putInt(series)
                .putInt(index)
                .putInt(conversation)
                .putInt(number);
        // Different in each message, and nothing that compresses away.
        int filling = index * 0x9E37_79B9 + conversation;
        while (buffer.remaining() > Integer.BYTES) {
            filling ^= filling << 13;
            filling ^= filling >>> 17;
            filling ^= filling << 5;
            buffer.put((byte) filling);
        }
        buffer.putInt(checksum(bytes));
        return bytes;
    }

    /** The series that bytes name, which are {@link #MIN_BYTES} at least. */
    static int series(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt();
    }

    /** Whether bytes are as {@link #bytes} made them. */
    static boolean isIntact(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES) == checksum(bytes);
    }

    /** Of bytes that are intact. */
    static Payload of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Payload(buffer.getInt(), buffer.getInt(), buffer.getInt(), buffer.getInt());
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}
