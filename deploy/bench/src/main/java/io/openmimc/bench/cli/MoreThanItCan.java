package io.openmimc.bench.cli;

import io.openmimc.bench.OverloadSettings;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Options of loads that are more than a server can carry, or than an app may send. */
final class MoreThanItCan {
    /** Where the search for the capacity begins unless a rate is given. */
    static final double FIRST_RATE = 1_000;

    @Option(
            names = "--overload",
            split = ",",
            paramLabel = "TIMES",
            description =
                    "p2p: these multiples of what the server can carry, as 2,3, each for the --duration: what it carries"
                            + " then, what it refuses and how soon, and how long until messages take as long as before")
    private List<Double> multiples = List.of();

    @Option(
            names = "--capacity",
            paramLabel = "N",
            description =
                    "of --overload: messages a second that the server can carry; without it the highest rate is searched"
                            + " that is sustained, from --rate (1000) on, in three minutes or so")
    private double capacity;

    @Option(
            names = "--p99-bound",
            paramLabel = "MS",
            description =
                    "of --overload: a rate is sustained while the slowest hundredth takes no longer (${DEFAULT-VALUE})")
    private double p99Bound = 250;

    @Option(
            names = "--baseline",
            paramLabel = "PERCENT",
            description = "of --overload: of the capacity, for 10 s before and 30 s after (${DEFAULT-VALUE})")
    private double baseline = 60;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "two-apps: messages a second that the large app may send (${DEFAULT-VALUE})")
    private int limit = 300;

    boolean isOverload() {
        return !multiples.isEmpty();
    }

    List<Double> multiples() {
        return multiples;
    }

    int limit() {
        return limit;
    }

    OverloadSettings settings() {
        return new OverloadSettings(capacity, baseline / 100, p99Bound);
    }

    void check(CommandLine line) {
        if (multiples.stream().anyMatch(multiple -> !(multiple > 0)) || capacity < 0 || !(p99Bound > 0) || limit < 1) {
            throw new CommandLine.ParameterException(
                    line, "--overload, --capacity, --p99-bound and --limit must be above 0.");
        }
        if (!(baseline > 0 && baseline <= 100)) {
            throw new CommandLine.ParameterException(line, "--baseline must be above 0, and 100 at most.");
        }
    }
}
