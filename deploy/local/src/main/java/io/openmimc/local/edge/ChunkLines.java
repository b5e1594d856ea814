package io.openmimc.local.edge;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Blanks the extensions of a chunked body's lines before they are decoded. They mean nothing to us and are to be ignored (RFC
 * 9112, 7.1.1), whatever their form; Netty's decoder refuses those that are not written as the RFC says.
 */
final class ChunkLines {
    private static final int MAX_LINE_BYTES = EdgeServer.MAX_REQUEST_LINE_BYTES;
    private static final int HEX = 16;
    private static final int CRLF_BYTES = 2;
    private static final int NO_BODY = -1;

    /** Bytes until the next chunk's line; or that no chunked body is being read. */
    private long left = NO_BODY;

    /** A chunked body begins. */
    void begin() {
        left = 0;
    }

    /** Whether the decoder may read on: not within a chunk's line, which it gets as a whole. */
    boolean ready(ByteBuf in) {
        if (left != 0) {
            return true;
        }
        int length = in.bytesBefore((byte) '\n') + 1;
        if (length == 0) {
            return in.readableBytes() > MAX_LINE_BYTES;
        }
        String line = in.toString(in.readerIndex(), length, StandardCharsets.ISO_8859_1);
        int extension = line.indexOf(';');
        if (extension >= 0) {
            for (int i = extension; i < length && line.charAt(i) != '\r' && line.charAt(i) != '\n'; i++) {
                in.setByte(in.readerIndex() + i, ' ');
            }
        }
        long size = size(extension < 0 ? line : line.substring(0, extension));
        left = size > 0 ? length + size + CRLF_BYTES : NO_BODY;
        return true;
    }

    /** So many bytes were decoded. */
    void decoded(int bytes) {
        if (left > 0) {
            left -= bytes;
        }
    }

    /** What cannot be read is left to the decoder, which refuses it. */
    private static long size(String text) {
        try {
            return Long.parseLong(text.strip(), HEX);
        } catch (NumberFormatException e) {
            return NO_BODY;
        }
    }
}
