package io.openmimc.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log file. */
public final class LogTail {
    private static final int MAX_BYTES_A_LINE = 400;

    private LogTail() {}

    /** The last {@code lines} lines, indented; says so when the file cannot be read. */
    public static String of(Path log, int lines) {
        try {
            return String.join(
                    "\n", lines(log, lines).stream().map(line -> "    " + line).toList());
        } catch (IOException e) {
            return "    (the log cannot be read: " + e.getMessage() + ")";
        }
    }

    /** The last {@code lines} lines, fewer if they are very long. */
    public static List<String> lines(Path log, int lines) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - (long) lines * MAX_BYTES_A_LINE);
            byte[] end = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(end);
            List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        }
    }
}
