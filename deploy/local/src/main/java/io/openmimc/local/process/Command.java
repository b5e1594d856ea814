package io.openmimc.local.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param line the executable and its arguments
 * @param environment added to the environment of this process; may hold secrets, so it is never logged
 * @param stopSignal what asks it to stop in order, as {@code kill} names it: {@code TERM} for most
 */
public record Command(List<String> line, Map<String, String> environment, String stopSignal) {
    public Command {
        line = List.copyOf(line);
        environment = Map.copyOf(environment);
    }

    public static Command of(List<String> line) {
        return new Command(line, Map.of(), "TERM");
    }

    /** The same at a lower priority, for what works in bursts and must not hold up the messages on their way. */
    public Command yielding() {
        List<String> nice = new ArrayList<>(List.of("nice", "-n", "5"));
        nice.addAll(line);
        return new Command(nice, environment, stopSignal);
    }

    @Override
    public String toString() {
        return String.join(" ", line);
    }
}
