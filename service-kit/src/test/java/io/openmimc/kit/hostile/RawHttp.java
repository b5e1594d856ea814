package io.openmimc.kit.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One request as bytes on a socket of its own, and all bytes that come back before the connection ends. */
public final class RawHttp {
    private static final int SILENCE_MS = 5_000;

    private RawHttp() {}

    /**
     * What came back, one character a byte.
     *
     * @throws IOException also when five seconds pass without an answer or its end
     */
    public static String exchange(String host, int port, String latin1) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(SILENCE_MS);
            socket.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            in.transferTo(all);
            return all.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** Text as the characters of its UTF-8 bytes. */
    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
