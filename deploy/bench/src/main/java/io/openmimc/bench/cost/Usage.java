package io.openmimc.bench.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the stack, the generator and the whole machine have used up to a moment.
 *
 * @param processes of the stack that have not ended, by name; empty where it runs elsewhere
 * @param generatorNanos processor time of this process
 * @param busyNanos processor time of all cores, whoever used it
 */
public record Usage(long atNanos, Map<String, ProcessUsage> processes, long generatorNanos, long busyNanos) {

    /**
     * @param pids of the stack's processes, by name
     */
    public static Usage of(Map<String, Long> pids) {
        Map<String, ProcessUsage> processes = new LinkedHashMap<>();
        pids.forEach((name, pid) -> {
            if (ProcessHandle.of(pid).isPresent()) {
                processes.put(name, Proc.of(pid));
            }
        });
        return new Usage(
                System.nanoTime(),
                processes,
                ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos(),
                Proc.busyNanos());
    }

    /** What a service of the stack holds, all its replicas together; 0 where it is not known. */
    public long residentBytes(String service) {
        return processes.entrySet().stream()
                .filter(process ->
                        process.getKey().equals(service) || process.getKey().startsWith(service + "-"))
                .mapToLong(process -> process.getValue().residentBytes())
                .sum();
    }

    /**
     * What was used since. A process that ended meanwhile is left out: what it used is not known.
     *
     * @param messages sent meanwhile
     */
    public Cost since(Usage before, long messages) {
        double seconds = (atNanos - before.atNanos) / 1e9;
        List<ProcessCost> costs = new ArrayList<>();
        processes.forEach((name, now) -> {
            ProcessUsage then = before.processes.get(name);
            if (then != null) {
                costs.add(ProcessCost.of(name, then, now, seconds, messages));
            }
        });
        int cores = Runtime.getRuntime().availableProcessors();
        return new Cost(
                costs.stream().mapToDouble(ProcessCost::cpuMicrosPerMessage).sum(),
                (generatorNanos - before.generatorNanos) / 1e3 / Math.max(1, messages),
                cores,
                100 * (busyNanos - before.busyNanos) / 1e9 / seconds / cores,
                Proc.load(),
                costs);
    }
}
