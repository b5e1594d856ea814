package io.openmimc.bench.cost;

import io.openmimc.bench.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Flame graphs of processes while they work, by async-profiler, which is loaded into them and stays there, idle. The JVMs must
 * be of this user.
 */
public final class Flames {
    private static final String LIBRARY = "/linux-x64/libasyncProfiler.so";

    private final Path directory;
    private final Map<String, Long> pids = new LinkedHashMap<>();
    private final Path library;

    /**
     * @param directory where the graphs go, one file a process
     * @param all pids of the stack's processes, by name
     * @param names of those to be looked at
     * @throws BenchException where one of them does not run here
     */
    public Flames(Path directory, Map<String, Long> all, List<String> names) {
        this.directory = directory.toAbsolutePath();
        for (String name : names) {
            Long pid = all.get(name);
            if (pid == null) {
                throw new BenchException("--flame: no process " + name + ". There are " + all.keySet() + ".");
            }
            pids.put(name, pid);
        }
        library = pids.isEmpty() ? this.directory : extract();
    }

    private Path extract() {
        try (InputStream in = Flames.class.getResourceAsStream(LIBRARY)) {
            if (in == null) {
                throw new BenchException("async-profiler has no library for this platform");
            }
            Files.createDirectories(directory);
            Path file = directory.resolve("libasyncProfiler.so");
            if (!Files.exists(file)) {
                Files.copy(in, file);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on. */
    public void start() {
        pids.forEach((name, pid) -> command(pid, "start,event=cpu,interval=1ms"));
    }

    /** Writes a graph for each process; answers the files. */
    public List<Path> stop() {
        return pids.entrySet().stream()
                .map(process -> {
                    Path file = directory.resolve(process.getKey() + ".html");
                    command(process.getValue(), "stop,flamegraph,file=" + file);
                    return file;
                })
                .toList();
    }

    private void command(long pid, String arguments) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(
                            jcmd.toString(),
                            Long.toString(pid),
                            "JVMTI.agent_load",
                            library.toString(),
                            '"' + arguments + '"')
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0 || !answer.contains("return code: 0")) {
                throw new BenchException("async-profiler did not start: " + answer.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("jcmd cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
