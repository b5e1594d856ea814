package io.openmimc.bench.cli;

import io.openmimc.bench.Bench;
import io.openmimc.bench.BenchException;
import io.openmimc.bench.Load;
import io.openmimc.bench.Target;
import io.openmimc.bench.cost.Flames;
import io.openmimc.bench.report.Markdown;
import io.openmimc.bench.report.OverloadMarkdown;
import io.openmimc.bench.report.OverloadResult;
import io.openmimc.bench.report.Result;
import io.openmimc.bench.scenario.Scenario;
import io.openmimc.local.StackException;
import io.openmimc.local.supervisor.Home;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./mimc bench}. */
@Command(
        name = "mimc bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Puts load on a server, the local stack unless --api names another, and says how long messages took and what"
                    + " they cost. Latency is counted from when a message was due, not from when it was sent. Every message"
                    + " is checked: lost, changed, twice, out of order; ends with 1 where one was.",
            ""
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int MIN_SIZE = 20;

    private final PrintStream out;
    private final Home home;

    @Parameters(arity = "0..1", paramLabel = "SCENARIO", description = "one of those below")
    private @Nullable String scenario;

    @Option(
            names = "--rate",
            split = ",",
            paramLabel = "N",
            description =
                    "messages a second (connect: logins; history: queries); several, as 500,1000,2000, run one after"
                            + " the other")
    private List<Double> rates = List.of();

    @Option(names = "--duration", paramLabel = "SECONDS", description = "that are measured (${DEFAULT-VALUE})")
    private int duration = 60;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "of the same load before, which is not measured (${DEFAULT-VALUE})")
    private int warmUp = 20;

    @Option(names = "--users", paramLabel = "N", description = "devices; of a group its members")
    private int users;

    @Option(names = "--size", paramLabel = "BYTES", description = "of a payload, at least 20 (${DEFAULT-VALUE})")
    private int size = 200;

    @Option(names = "--runs", paramLabel = "N", description = "of each rate (${DEFAULT-VALUE})")
    private int runs = 1;

    @Option(
            names = "--fill",
            paramLabel = "N",
            description = "conversations that are stored before, in thousands (${DEFAULT-VALUE})")
    private int fill;

    @Option(names = "--threads", paramLabel = "N", description = "event loops of the generator (${DEFAULT-VALUE})")
    private int threads = 1;

    @Option(
            names = "--flame",
            split = ",",
            paramLabel = "PROCESS",
            description = "flame graphs of these processes of the local stack, as gateway-service,history-service")
    private List<String> flame = List.of();

    @Option(names = "--flame-dir", paramLabel = "DIR", description = "where they go (${DEFAULT-VALUE})")
    private Path flameDirectory = Path.of("flames");

    @Mixin
    private Output output = new Output();

    @Mixin
    private MoreThanItCan more = new MoreThanItCan();

    @Mixin
    private Address address = new Address();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private BenchCommand(Home home, PrintStream out) {
        this.home = home;
        this.out = out;
    }

    /** The property {@code openmimc.home} names the directory of the local stack. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Home home = new Home(Path.of(System.getProperty("openmimc.home", ".mimc")));
        int code = commandLine(home, out).execute(args);
        out.flush();
        Runtime.getRuntime().exit(code);
    }

    static CommandLine commandLine(Home home, PrintStream out) {
        CommandLine line = new CommandLine(new BenchCommand(home, out));
        line.addSubcommand(new ScaleCommand(out)); // not a scenario: it puts load on nothing
        line.getCommandSpec().usageMessage().footer(scenarios());
        return line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof BenchException
                    || failure instanceof StackException
                    || failure instanceof IOException) {
                System.err.println(failure.getMessage());
                return 1;
            }
            throw failure;
        });
    }

    /** Lines of the help, which picocli formats. */
    private static String[] scenarios() {
        Stream<String> each = Arrays.stream(Scenario.values())
                .map(scenario -> String.format(
                        Locale.ROOT,
                        "  %-8s %s (%.0f/s, %d users)",
                        scenario.word(),
                        scenario.description().replace("%", "%%"),
                        scenario.defaults().rate(),
                        scenario.defaults().users()));
        return Stream.concat(Stream.of("", "Scenarios, with what is taken where nothing is said:"), each)
                .toArray(String[]::new);
    }

    @Override
    public Integer call() throws IOException {
        CommandLine line = spec.commandLine();
        if (scenario == null) {
            line.usage(out);
            return 0;
        }
        Scenario wanted = scenario(line, scenario);
        check(line, wanted);
        int devices = users > 0 ? users : wanted.defaults().users();
        Target target = address.target(home);
        Bench bench = new Bench(
                target,
                address.app(home, target, wanted.members(devices)),
                new Flames(flameDirectory, target.pids(), flame),
                System.err);
        if (more.isOverload()) {
            return overload(bench, devices);
        }
        List<Result> results = new ArrayList<>();
        for (double rate : rates.isEmpty() ? List.of(wanted.defaults().rate()) : rates) {
            for (int run = 0; run < runs; run++) {
                int filled = results.isEmpty() ? fill : 0;
                results.addAll(bench.run(wanted, load(rate, devices, filled)));
            }
        }
        output.write(out, results, Markdown.of(results));
        output.plot(results);
        return results.stream().allMatch(Result::isClean) ? 0 : 1;
    }

    private int overload(Bench bench, int devices) throws IOException {
        double first = rates.isEmpty() ? MoreThanItCan.FIRST_RATE : rates.get(0);
        List<OverloadResult> results = bench.overload(load(first, devices, fill), more.settings(), more.multiples());
        output.write(out, results, OverloadMarkdown.of(results));
        return results.stream().allMatch(OverloadResult::isClean) ? 0 : 1;
    }

    private Load load(double rate, int devices, int filled) {
        return new Load(rate, duration, warmUp, devices, size, threads, filled, more.limit());
    }

    private static Scenario scenario(CommandLine line, String word) {
        try {
            return Scenario.of(word);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    line,
                    "There is no scenario " + word + ". There are "
                            + Arrays.stream(Scenario.values())
                                    .map(Scenario::word)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
    }

    private void check(CommandLine line, Scenario wanted) {
        more.check(line);
        if (more.isOverload() && wanted != Scenario.P2P) {
            throw new CommandLine.ParameterException(line, "--overload is for p2p.");
        }
        if (duration < 1 || warmUp < 0 || runs < 1 || threads < 1 || fill < 0 || users < 0) {
            throw new CommandLine.ParameterException(
                    line, "--duration, --runs and --threads must be 1 at least, the others 0 at least.");
        }
        if (size < MIN_SIZE) {
            throw new CommandLine.ParameterException(line, "--size must be " + MIN_SIZE + " at least.");
        }
        if (rates.stream().anyMatch(rate -> !(rate > 0))) {
            throw new CommandLine.ParameterException(line, "--rate must be above 0.");
        }
    }
}
