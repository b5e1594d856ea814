package io.openmimc.bench.cli;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openmimc.bench.report.Plot;
import io.openmimc.bench.report.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go. */
final class Output {
    private static final ObjectWriter JSON = JsonMapper.builder().build().writerWithDefaultPrettyPrinter();

    @Option(names = "--json", paramLabel = "FILE", description = "the results as a JSON array; - for standard output")
    private @Nullable Path json;

    @Option(names = "--svg", paramLabel = "FILE", description = "latency over rate")
    private @Nullable Path svg;

    /** Prints results and writes the files. */
    void write(PrintStream out, List<?> results, String markdown) throws IOException {
        if (json != null && json.toString().equals("-")) {
            out.println(JSON.writeValueAsString(results));
            return;
        }
        out.println(markdown);
        if (json != null) {
            Files.writeString(json, JSON.writeValueAsString(results) + "\n");
        }
    }

    void plot(List<Result> results) throws IOException {
        if (svg != null) {
            Files.writeString(svg, Plot.svg(results));
        }
    }
}
