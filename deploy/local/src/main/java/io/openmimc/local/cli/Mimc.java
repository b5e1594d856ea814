package io.openmimc.local.cli;

import io.openmimc.local.StackException;
import io.openmimc.local.demo.DemoFailure;
import io.openmimc.local.supervisor.Home;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The mimc command; {@code mimc} at the root of the repository runs it. */
@Command(name = "mimc")
public final class Mimc implements Runnable {
    private final PrintStream out;

    @Option(names = {"-h", "--help"})
    private boolean help;

    Mimc(PrintStream out) {
        this.out = out;
    }

    /** The property {@code openmimc.home} names the directory for everything the stack keeps. */
    public static void main(String[] args) {
        // Whatever the locale says: the transcript of the demo and account names are Unicode.
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Home home = new Home(Path.of(System.getProperty("openmimc.home", ".mimc")));
        int code = commandLine(new Context(home, System.getenv(), out)).execute(args);
        out.flush();
        Runtime.getRuntime().exit(code);
    }

    static CommandLine commandLine(Context context) {
        return new CommandLine(new Mimc(context.out()))
                .addSubcommand("up", new UpCommand(context))
                .addSubcommand("down", new DownCommand(context))
                .addSubcommand("status", new StatusCommand(context))
                .addSubcommand("scale", new ScaleCommand(context))
                .addSubcommand("restart", new RestartCommand(context))
                .addSubcommand("logs", new LogsCommand(context))
                .addSubcommand("demo", new DemoCommand(context))
                .addSubcommand(
                        "app", new CommandLine(new AppCommand()).addSubcommand("create", new AppCreateCommand(context)))
                .addSubcommand("token", new TokenCommand(context))
                .addSubcommand("reset", new ResetCommand(context))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof StackException || failure instanceof DemoFailure) {
                        System.err.println(failure.getMessage());
                        return 1;
                    }
                    throw failure;
                });
    }

    @Override
    public void run() {
        try (InputStream text = Mimc.class.getResourceAsStream("help.txt")) {
            if (text == null) {
                throw new IllegalStateException("help.txt is missing");
            }
            out.print(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
