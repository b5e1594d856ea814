package io.openmimc.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.openmimc.bench.cost.Cost;
import io.openmimc.bench.cost.ProcessMemory;
import io.openmimc.bench.load.Recovery;
import io.openmimc.bench.load.Window;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a multiple of its capacity did to a server.
 *
 * @param capacity messages a second
 * @param multiple of the capacity, for so many seconds
 * @param before at a rate that can be carried
 * @param during the overload
 * @param after at the rate of before, from the fifth second after the overload on
 * @param goodputPercent goodput of the overload, of the capacity
 * @param recoverySeconds see {@link Recovery}; null: not while it was watched
 * @param reasons how often what was given as a reason
 * @param windows every second of before, during and after
 * @param cost of all three stretches
 */
public record OverloadResult(
        @JsonProperty("scenario") String scenario,
        @JsonProperty("capacity_per_s") double capacity,
        @JsonProperty("multiple") double multiple,
        @JsonProperty("duration_s") int seconds,
        @JsonProperty("users") int users,
        @JsonProperty("size_bytes") int sizeBytes,
        @JsonProperty("goodput_percent") double goodputPercent,
        @JsonProperty("before") StretchResult before,
        @JsonProperty("during") StretchResult during,
        @JsonProperty("after") StretchResult after,
        @JsonProperty("recovery_s") @Nullable Integer recoverySeconds,
        @JsonProperty("recovery_limit_ms") double recoveryLimit,
        @JsonProperty("relapses") int relapses,
        @JsonUnwrapped Promises promises,
        @JsonProperty("reasons") Map<String, Long> reasons,
        @JsonProperty("memory") List<ProcessMemory> memory,
        @JsonProperty("windows") List<Window> windows,
        @JsonUnwrapped Cost cost) {
    /** Whether every message was answered, and what was acknowledged, and nothing else, arrived once, as it was sent, in order. */
    public boolean isClean() {
        return promises.areKept();
    }
}
