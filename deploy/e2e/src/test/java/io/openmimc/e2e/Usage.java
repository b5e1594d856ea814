package io.openmimc.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the stack, this process and the whole machine have used and counted up to a moment.
 *
 * @param cpuNanos by process: user and system time of it and its children
 * @param busyNanos of all cores, whoever used them
 * @param records in the Kafka topic of accepted messages
 * @param counters of the services, summed over their tags
 */
record Usage(long atNanos, Map<String, Long> cpuNanos, long busyNanos, long records, Map<String, Double> counters) {
    private static final List<String> PROCESSES = List.of(
            "gateway-service",
            "history-service",
            "topic-service",
            "callback-service",
            "contact-service",
            "account-service",
            "kafka",
            "redis",
            "cassandra",
            "postgresql",
            "edge");
    private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 wherever Linux runs Java
    /** Of /proc/PID/stat, after the name, which may have spaces: utime and stime. */
    private static final int UTIME = 11;

    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;

    static Usage of(Cloud cloud) {
        Map<String, Long> cpu = new LinkedHashMap<>();
        for (String name : PROCESSES) {
            cloud.process(name).pid().ifPresent(pid -> cpu.put(name, cpuNanos(pid)));
        }
        cpu.put("these clients", cpuNanos(ProcessHandle.current().pid()));
        return new Usage(System.nanoTime(), cpu, busy(), Counts.records(cloud.settings()), Counts.of(cloud));
    }

    private static long cpuNanos(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        // Children of this process are the stack's, which are counted by themselves.
        Stream<ProcessHandle> all = pid == ProcessHandle.current().pid()
                ? Stream.of(process)
                : Stream.concat(Stream.of(process), process.descendants());
        return all.mapToLong(handle -> ticks(handle.pid())).sum() * NANOS_PER_TICK;
    }

    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
        } catch (IOException e) {
            return 0; // it ended meanwhile
        }
    }

    private static long busy() {
        String[] fields = read("/proc/stat").lines().findFirst().orElseThrow().split(" +");
        long ticks = 0;
        for (int i = 1; i <= 8; i++) {
            ticks += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(fields[i]);
        }
        return ticks * NANOS_PER_TICK;
    }

    static String load() {
        return read("/proc/loadavg").split(" ")[0];
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A table of what was used since.
     *
     * @param messages into the group meanwhile
     * @param deliveries to devices meanwhile
     */
    String since(Usage before, int messages, int deliveries) {
        double wall = atNanos - before.atNanos;
        StringBuilder table = new StringBuilder();
        table.append(String.format("  %-18s %12s %14s %15s%n", "CPU", "% of a core", "µs a message", "µs a delivery"));
        cpuNanos.forEach((name, nanos) -> {
            double used = nanos - before.cpuNanos.getOrDefault(name, 0L);
            table.append(String.format(
                    "  %-18s %12.1f %14.0f %15.1f%n",
                    name, 100 * used / wall, used / 1000 / messages, used / 1000 / deliveries));
        });
        table.append(String.format(
                "  machine: %d cores, %.0f %% of them busy, load %s%n",
                Runtime.getRuntime().availableProcessors(),
                100
                        * (busyNanos - before.busyNanos)
                        / wall
                        / Runtime.getRuntime().availableProcessors(),
                load()));
        table.append(String.format(
                "  Kafka records in: %d, %.2f a message%n",
                records - before.records, (double) (records - before.records) / messages));
        counters.forEach((name, count) -> {
            double counted = count - before.counters.getOrDefault(name, 0.0);
            if (counted != 0) {
                table.append(String.format("  %-60s %12.0f %10.2f a message%n", name, counted, counted / messages));
            }
        });
        return table.toString();
    }
}
