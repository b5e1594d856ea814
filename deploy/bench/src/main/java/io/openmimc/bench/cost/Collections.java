package io.openmimc.bench.cost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The garbage collections of a JVM, which {@code jcmd} asks it for.
 *
 * @param pauses how many there were
 * @param nanos how long they took
 */
record Collections(long pauses, long nanos) {
    private static final Collections NONE = new Collections(0, 0);
    private static final Pattern COUNTER =
            Pattern.compile("(sun\\.gc\\.collector\\.\\d\\.(?:invocations|time)|sun\\.os\\.hrt\\.frequency)=(\\d+)");

    static Collections of(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd) || !isJvm(pid)) {
            return NONE;
        }
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "PerfCounter.print")
                    .redirectErrorStream(true)
                    .start();
            return read(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("jcmd cannot be run", e);
        }
    }

    private static boolean isJvm(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().command())
                .filter(command -> command.endsWith("/java"))
                .isPresent();
    }

    private static Collections read(String counters) {
        long pauses = 0;
        long ticks = 0;
        long frequency = TimeUnit.SECONDS.toNanos(1);
        Matcher counter = COUNTER.matcher(counters);
        while (counter.find()) {
            long value = Long.parseLong(counter.group(2));
            if (counter.group(1).endsWith("frequency")) {
                frequency = value;
            } else if (counter.group(1).endsWith("time")) {
                ticks += value;
            } else {
                pauses += value;
            }
        }
        return new Collections(pauses, (long) ((double) ticks / frequency * TimeUnit.SECONDS.toNanos(1)));
    }
}
