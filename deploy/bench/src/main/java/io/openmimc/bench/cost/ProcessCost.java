package io.openmimc.bench.cost;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a load cost one process.
 *
 * @param cpuPercent of one core
 * @param residentMegabytes at the end
 * @param gcPauses 0 for what is no JVM
 * @param diskBytesPerMessage written to disks, with what was written for other reasons meanwhile
 */
public record ProcessCost(
        @JsonProperty("name") String name,
        @JsonProperty("cpu_percent") double cpuPercent,
        @JsonProperty("cpu_s_per_1000_messages") double cpuSecondsPerThousand,
        @JsonProperty("resident_mb") double residentMegabytes,
        @JsonProperty("gc_pauses") long gcPauses,
        @JsonProperty("gc_ms") double gcMillis,
        @JsonProperty("disk_bytes_per_message") double diskBytesPerMessage) {
    private static final double MEGABYTE = 1024.0 * 1024.0;

    static ProcessCost of(String name, ProcessUsage before, ProcessUsage now, double seconds, long messages) {
        double cpuSeconds = (now.cpuNanos() - before.cpuNanos()) / 1e9;
        double count = Math.max(1, messages);
        return new ProcessCost(
                name,
                100 * cpuSeconds / seconds,
                1_000 * cpuSeconds / count,
                now.residentBytes() / MEGABYTE,
                now.gcPauses() - before.gcPauses(),
                (now.gcNanos() - before.gcNanos()) / 1e6,
                (now.diskBytes() - before.diskBytes()) / count);
    }

    double cpuMicrosPerMessage() {
        return cpuSecondsPerThousand * 1_000;
    }
}
