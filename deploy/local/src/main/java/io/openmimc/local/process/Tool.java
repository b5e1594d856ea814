package io.openmimc.local.process;

import io.openmimc.local.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs a program that ends by itself, such as initdb. */
public final class Tool {
    private Tool() {}

    /**
     * Runs it to its end.
     *
     * @param what names it in the message of a failure
     * @param input what it reads
     * @throws StackException if it ends with another code than 0
     */
    public static void run(String what, List<String> line, String input, Path log)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try (var stdin = process.outputWriter()) {
            stdin.write(input);
        } catch (IOException e) {
            // It ended without reading: its exit code tells more than the broken pipe.
            process.waitFor();
        }
        try {
            if (process.waitFor() != 0) {
                throw new StackException(what + " failed with code " + process.exitValue() + ". The end of its log "
                        + log + ":\n" + LogTail.of(log, 15));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
    }
}
