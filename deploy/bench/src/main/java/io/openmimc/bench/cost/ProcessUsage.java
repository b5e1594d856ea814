package io.openmimc.bench.cost;

/**
 * What one process, with its children, has used since it started.
 *
 * @param cpuNanos user and system time
 * @param residentBytes held now; what it shares with others counts in part
 * @param diskBytes caused to be written to disks
 * @param gcPauses collections of its young and old generation; 0 for what is no JVM
 * @param gcNanos spent in them
 */
record ProcessUsage(long cpuNanos, long residentBytes, long diskBytes, long gcPauses, long gcNanos) {}
