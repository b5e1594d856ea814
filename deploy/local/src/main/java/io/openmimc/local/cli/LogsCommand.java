package io.openmimc.local.cli;

import io.openmimc.local.StackException;
import io.openmimc.local.process.LogTail;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Prints the end of a process's log; also of supervisor and build.")
final class LogsCommand implements Callable<Integer> {
    private static final long LOOK_EVERY_MS = 200;
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Context context;

    @Parameters(paramLabel = "NAME", description = "such as kafka or gateway-service")
    private String name = "";

    @Option(names = "-f", description = "go on printing what is added, until Ctrl-C")
    private boolean follow;

    @Option(names = "-n", paramLabel = "LINES", description = "how many lines, ${DEFAULT-VALUE} if not given")
    private int lines = 100;

    LogsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path log = context.home().logs().resolve(name + ".log");
        if (!names().contains(name)) {
            throw new StackException("There is no log of " + name + ". There are: " + String.join(", ", names()) + ".");
        }
        long end = Files.size(log);
        LogTail.lines(log, lines).forEach(context.out()::println);
        if (follow) {
            follow(log, end);
        }
        return 0;
    }

    private List<String> names() throws IOException {
        if (!Files.isDirectory(context.home().logs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(context.home().logs())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".log"))
                    .map(file -> file.substring(0, file.length() - ".log".length()))
                    .sorted()
                    .toList();
        }
    }

    /** Until the process is interrupted, which is how the user ends it. */
    private void follow(Path log, long from) throws IOException, InterruptedException {
        long position = from;
        byte[] chunk = new byte[CHUNK_BYTES];
        while (true) {
            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
                // Shorter than before: a new start has begun a new file.
                position = Math.min(position, file.length());
                file.seek(position);
                int read;
                while ((read = file.read(chunk)) > 0) {
                    context.out().write(chunk, 0, read);
                    position += read;
                }
            }
            context.out().flush();
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
    }
}
