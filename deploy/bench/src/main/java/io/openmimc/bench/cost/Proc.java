package io.openmimc.bench.cost;

import io.openmimc.local.process.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux tells of processes and of the machine, in /proc. */
final class Proc {
    private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 wherever Linux runs Java
    /** Of /proc/PID/stat, after the name, which may have spaces: utime and stime. */
    private static final int UTIME = 11;

    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int LAST = 8;

    private Proc() {}

    static ProcessUsage of(long pid) {
        List<Long> all = ProcessHandle.of(pid)
                .map(root -> Stream.concat(Stream.of(root), root.descendants())
                        .map(ProcessHandle::pid)
                        .toList())
                .orElse(List.of());
        Collections collections = Collections.of(pid);
        return new ProcessUsage(
                all.stream().mapToLong(Proc::cpuNanos).sum(),
                all.stream().mapToLong(Memory::of).sum(),
                all.stream().mapToLong(Proc::diskBytes).sum(),
                collections.pauses(),
                collections.nanos());
    }

    private static long cpuNanos(long pid) {
        String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
        if (stat.isEmpty()) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) * NANOS_PER_TICK;
    }

    private static long diskBytes(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "io"))
                .lines()
                .filter(line -> line.startsWith("write_bytes:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    /** Of all cores, whoever used them. */
    static long busyNanos() {
        String[] fields =
                read(Path.of("/proc/stat")).lines().findFirst().orElse("").split(" +");
        long ticks = 0;
        for (int i = 1; i <= LAST && i < fields.length; i++) {
            ticks += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(fields[i]);
        }
        return ticks * NANOS_PER_TICK;
    }

    /** The average number of running processes over the last minute. */
    static double load() {
        String[] fields = read(Path.of("/proc/loadavg")).split(" ");
        return fields[0].isEmpty() ? 0 : Double.parseDouble(fields[0]);
    }

    /** Empty where the process has ended, or is not ours to look at. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }
}
