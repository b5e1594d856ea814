package io.openmimc.local.cli;

import io.openmimc.local.store.Directories;
import io.openmimc.local.supervisor.Home;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description = "Stops the stack and deletes its data, logs and secrets. Asks first.")
final class ResetCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--yes", description = "does not ask")
    private boolean yes;

    ResetCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Home home = context.home();
        if (!yes && !confirmed(home)) {
            context.out().println("Nothing was deleted.");
            return 1;
        }
        new DownCommand(context).stop();
        Directories.delete(home.data());
        Directories.delete(home.logs());
        Files.deleteIfExists(home.secrets());
        Files.deleteIfExists(home.demoApp());
        Files.deleteIfExists(home.guestsApp());
        Files.deleteIfExists(home.benchApp());
        Files.deleteIfExists(home.state());
        context.out().println("All data are deleted. ./mimc up starts afresh.");
        return 0;
    }

    private boolean confirmed(Home home) throws IOException {
        context.out()
                .print("This deletes every app, account and message in " + home.directory()
                        + ", and stops the stack. Type yes to go on: ");
        context.out().flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return "yes".equals(answer == null ? null : answer.strip());
    }
}
