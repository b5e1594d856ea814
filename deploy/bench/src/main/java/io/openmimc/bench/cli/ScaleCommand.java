package io.openmimc.bench.cli;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openmimc.bench.BenchException;
import io.openmimc.bench.scale.Constants;
import io.openmimc.bench.scale.Costs;
import io.openmimc.bench.scale.Demand;
import io.openmimc.bench.scale.ProcessTimes;
import io.openmimc.bench.scale.ScaleReport;
import io.openmimc.bench.scale.Sizing;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./mimc bench scale}. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Reckons what so many devices and messages take: pods, partitions, nodes, disks, traffic, money, and what breaks"
                    + " first. Puts no load on anything, and needs no stack. What it reckons with was measured on one machine"
                    + " or is a setting or an assumption, each marked as such; what is unmeasured is said and left out."
                    + " docs/scale.md",
            ""
        })
final class ScaleCommand implements Callable<Integer> {
    private static final ObjectWriter JSON = JsonMapper.builder().build().writerWithDefaultPrettyPrinter();

    private final PrintStream out;

    @Option(names = "--devices", paramLabel = "N", description = "connected at once (${DEFAULT-VALUE})")
    private long devices = 10_000_000;

    @Option(
            names = "--messages",
            paramLabel = "N",
            description = "a second at the busiest moment, those into groups included (${DEFAULT-VALUE})")
    private double messages = 1_000_000;

    @Option(names = "--payload-bytes", paramLabel = "BYTES", description = "of a message (${DEFAULT-VALUE})")
    private int payloadBytes = 200;

    @Option(
            names = "--online-share",
            paramLabel = "SHARE",
            description =
                    "of recipients that are connected, 0 to 1; the others get a row in their inbox (${DEFAULT-VALUE})")
    private double onlineShare = 0.8;

    @Option(
            names = "--group-share",
            paramLabel = "SHARE",
            description = "of messages that go into groups, 0 to 1 (${DEFAULT-VALUE})")
    private double groupShare = 0.02;

    @Option(names = "--group-members", paramLabel = "N", description = "of such a group (${DEFAULT-VALUE})")
    private int groupMembers = 50;

    @Option(
            names = "--utilisation",
            paramLabel = "SHARE",
            description = "of processors and disks when a zone is lost, up to 1 (${DEFAULT-VALUE})")
    private double utilisation = 0.6;

    @Option(
            names = "--zones",
            paramLabel = "N",
            description = "of which one may be lost; 1: none may (${DEFAULT-VALUE})")
    private int zones = 3;

    @Option(
            names = "--costs",
            paramLabel = "WHICH",
            description =
                    "of a message: busy, where many share a request, or sparse, where each has its own; the truth is between"
                            + " (busy)")
    private String costs = "busy";

    @Option(
            names = "--constants",
            paramLabel = "FILE",
            description = "lines name = value that replace those of scale.properties")
    private @Nullable Path constants;

    @Option(
            names = "--run",
            paramLabel = "FILE",
            description =
                    "of ./mimc bench p2p --json FILE: the processor time a message of each process is taken from it")
    private @Nullable Path run;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "replaces one of them, as price.core.hour=0.05; may be repeated")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--json", paramLabel = "FILE", description = "the results as a JSON object; - for standard output")
    private @Nullable Path json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    ScaleCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        Sizing sizing;
        try {
            sizing = sizing();
        } catch (BenchException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        String text = JSON.writeValueAsString(ScaleReport.json(sizing));
        if (json != null && json.toString().equals("-")) {
            out.println(text);
            return 0;
        }
        out.println(ScaleReport.markdown(sizing));
        if (json != null) {
            Files.writeString(json, text + "\n");
        }
        return 0;
    }

    private Sizing sizing() {
        Constants all =
                constants == null ? Constants.builtIn() : Constants.builtIn().with(constants);
        if (run != null) {
            all = ProcessTimes.read(run, all, which());
        }
        for (Map.Entry<String, String> one : set.entrySet()) {
            all = all.with(one.getKey(), one.getValue());
        }
        Demand demand =
                new Demand(devices, messages, payloadBytes, onlineShare, groupShare, groupMembers, utilisation, zones);
        return new Sizing(demand, all, which());
    }

    private Costs which() {
        return switch (costs) {
            case "busy" -> Costs.BUSY;
            case "sparse" -> Costs.SPARSE;
            default -> throw new BenchException("--costs must be busy or sparse.");
        };
    }
}
