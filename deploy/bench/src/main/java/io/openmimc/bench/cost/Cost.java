package io.openmimc.bench.cost;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a load cost.
 *
 * @param cpuMicrosPerMessage processor time of all processes of the stack, but not of the generator
 * @param generatorMicrosPerMessage processor time of the generator
 * @param cores of this machine
 * @param busyPercent of all cores, whoever used them
 * @param load the machine's average over the last minute
 * @param processes empty where the stack runs elsewhere
 */
public record Cost(
        @JsonProperty("cpu_us_per_message") double cpuMicrosPerMessage,
        @JsonProperty("generator_cpu_us_per_message") double generatorMicrosPerMessage,
        @JsonProperty("cores") int cores,
        @JsonProperty("machine_busy_percent") double busyPercent,
        @JsonProperty("load_average") double load,
        @JsonProperty("processes") List<ProcessCost> processes) {}
