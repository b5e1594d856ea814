package io.openmimc.bench.cost;

import io.openmimc.local.process.Memory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Looks every few seconds at how much memory processes hold, with the children that they have at the start. */
public final class Resident implements AutoCloseable {
    /** A look takes the kernel some milliseconds a process. */
    private static final int LOOK_SECONDS = 3;

    private static final double MEGABYTE = 1024.0 * 1024.0;

    private final List<Watched> processes;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread look = new Thread(work, "resident");
        look.setDaemon(true);
        return look;
    });

    /**
     * From now on until it is closed.
     *
     * @param pids of the processes, by name
     */
    public Resident(Map<String, Long> pids) {
        processes = pids.entrySet().stream()
                .map(process -> new Watched(process.getKey(), process.getValue()))
                .toList();
        thread.scheduleWithFixedDelay(
                () -> processes.forEach(Watched::look), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** What each process held at first, at most, and holds now. */
    public List<ProcessMemory> now() {
        return processes.stream().map(Watched::look).toList();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** One process. */
    private static final class Watched {
        private final String name;
        private final List<Long> tree;
        private final double first;
        private double most;

        Watched(String name, long pid) {
            this.name = name;
            tree = ProcessHandle.of(pid)
                    .map(root -> Stream.concat(Stream.of(root), root.descendants())
                            .map(ProcessHandle::pid)
                            .toList())
                    .orElse(List.of());
            first = megabytes();
            most = first;
        }

        private double megabytes() {
            return tree.stream().mapToLong(Memory::of).sum() / MEGABYTE;
        }

        synchronized ProcessMemory look() {
            double now = megabytes();
            most = Math.max(most, now);
            return new ProcessMemory(name, first, most, now);
        }
    }
}
