package io.openmimc.bench.cost;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How much memory a process held while it was watched, in megabytes; what it shares with others counts in part.
 *
 * @param first when that began
 * @param most seen, at one of the looks
 * @param last when that ended
 */
public record ProcessMemory(
        @JsonProperty("name") String name,
        @JsonProperty("first_mb") double first,
        @JsonProperty("most_mb") double most,
        @JsonProperty("last_mb") double last) {}
