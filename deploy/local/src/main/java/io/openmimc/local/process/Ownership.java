package io.openmimc.local.process;

import java.util.ArrayList;
import java.util.List;

/**
 * Ties a process to the life of the one that starts it, kill -9 included. The child becomes the command itself, so its pid
 * is the one that Java knows; beside it a small shell reads a pipe that only the owner holds open. When the owner is gone,
 * however it went, the pipe ends, and the shell stops the child: in order first, after five seconds by force.
 */
final class Ownership {
    // The watcher is started from a subshell that ends at once, so that the command does not have it as its child.
    // Batch scheduling: docs/adr/0014-no-process-of-the-local-stack-interrupts-another.md
    private static final String SCRIPT =
            """
            signal=$1; shift
            exec 3<&0 </dev/null
            (
              {
                trap '' INT HUP TERM
                while read -r _ <&3; do :; done
                kill -$signal $$
                n=0
                while kill -0 $$ && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
                kill -KILL $$
              } >/dev/null 2>&1 &
            )
            exec 3<&-
            chrt --batch --pid 0 $$ 2>/dev/null
            exec "$@"
            """;

    private Ownership() {}

    /** The command line that runs {@code command} this way; its standard input must be a pipe from the owner. */
    static List<String> owned(Command command) {
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "mimc-owner", command.stopSignal()));
        line.addAll(command.line());
        return line;
    }
}
