package io.openmimc.kit.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request as bytes on a socket of its own, and what comes back. */
public final class RawHttp {
    private static final int SILENCE_MS = 10_000;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private RawHttp() {}

    /**
     * The answer, one character a byte, without a 100 before it: as much as it announces, or all until the connection
     * ends.
     *
     * @throws IOException also when ten seconds pass without an answer or its end
     */
    public static String exchange(String host, int port, String latin1) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(SILENCE_MS);
            socket.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            StringBuilder all = new StringBuilder();
            byte[] buffer = new byte[8_192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                all.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                while (all.indexOf("HTTP/1.1 100") == 0 && all.indexOf("\r\n\r\n") > 0) {
                    all.delete(0, all.indexOf("\r\n\r\n") + 4);
                }
                if (whole(all)) {
                    break;
                }
            }
            return all.toString();
        }
    }

    private static boolean whole(StringBuilder answer) {
        int split = answer.indexOf("\r\n\r\n");
        if (split < 0) {
            return false;
        }
        Matcher length = LENGTH.matcher(answer.substring(0, split));
        return length.find() && answer.length() - split - 4 >= Integer.parseInt(length.group(1));
    }

    /** Text as the characters of its UTF-8 bytes. */
    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
