package io.openmimc.bench.scenario;

import io.openmimc.bench.Load;
import io.openmimc.bench.Stage;
import io.openmimc.bench.report.Result;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** A kind of load. */
public enum Scenario {
    P2P("p2p", "pairs of accounts, all online, write to each other", new Defaults(500, 1_000), PeerToPeer::new),
    GROUP("group", "one writes into a group, all online", new Defaults(10, 500), Group::new),
    CONNECT(
            "connect",
            "devices log in and stay; what an idle connection holds",
            new Defaults(500, 20_000),
            Connect::new),
    OFFLINE("offline", "messages to accounts that are away, which then log in", new Defaults(2_000, 100), Offline::new),
    PUSH("push", "an app's server writes over REST to accounts that are online", new Defaults(200, 1_000), Push::new),
    HISTORY("history", "queries of a day with 5,000 messages, while others write", new Defaults(10, 100), History::new),
    MIXED(
            "mixed",
            "70 % p2p, 20 % into groups of 50, 10 % to accounts that are away, callbacks on",
            new Defaults(300, 1_000),
            Mixed::new),
    TWO_APPS(
            "two-apps",
            "a small app alone, then beside one that sends ten times its --limit",
            new Defaults(50, 100),
            TwoApps::run),
    ROAMING(
            "roaming",
            "devices of the Java SDK that come back, for what happens while gateways come and go",
            new Defaults(100, 200),
            Roaming::new);

    /**
     * What is taken where nothing is said.
     *
     * @param rate see {@link Load}
     * @param users see {@link Load}
     */
    public record Defaults(double rate, int users) {}

    /** Makes the load and says what came of it. */
    @FunctionalInterface
    interface Play {
        Result run(Stage stage);
    }

    private final String word;
    private final String description;
    private final Defaults defaults;
    private final Function<Stage, List<Result>> play;

    Scenario(String word, String description, Defaults defaults, Supplier<Play> play) {
        this(word, description, defaults, stage -> List.of(play.get().run(stage)));
    }

    Scenario(String word, String description, Defaults defaults, Function<Stage, List<Result>> play) {
        this.word = word;
        this.description = description;
        this.defaults = defaults;
        this.play = play;
    }

    /** As it is called on the command line and in results. */
    public String word() {
        return word;
    }

    public String description() {
        return description;
    }

    public Defaults defaults() {
        return defaults;
    }

    /** Most members of a group that it makes. */
    public int members(int users) {
        return this == GROUP ? users : Mixed.MEMBERS;
    }

    /** Runs it; fails with {@link io.openmimc.bench.BenchException} where that is not possible. */
    public List<Result> run(Stage stage) {
        return play.apply(stage);
    }

    /** @throws IllegalArgumentException where none is called so */
    public static Scenario of(String word) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scenario " + word));
    }
}
