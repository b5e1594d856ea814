package io.openmimc.local.store;

import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.SocketFactory;

/**
 * Apache Cassandra 5, one node, datacenter {@code datacenter1}.
 *
 * @param host the address of this machine that it is bound to and tells its clients
 * @param storagePort where it would meet other nodes; it binds it even when alone
 * @param data its directory
 */
public record Cassandra(String host, int port, int storagePort, Path data) implements Program {
    private static final byte[] OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};
    private static final int SUPPORTED = 6;
    private static final int OPCODE_AT = 4;
    private static final int HEADER_BYTES = 9;
    /**
     * Its threads that have nothing to do look for work every 10 us for a while, which Linux makes 60 us: half of what it
     * costs on a laptop. Timers that may be a millisecond late end that; elsewhere there is no such file.
     */
    private static final String SLACK = "{ echo 1000000 > /proc/self/timerslack_ns; } 2> /dev/null; exec \"$@\"";

    public Cassandra(int port, int storagePort, Path data) {
        this(LOOPBACK, port, storagePort, data);
    }

    @Override
    public String name() {
        return "cassandra";
    }

    @Override
    public List<Integer> ports() {
        return List.of(port, storagePort);
    }

    @Override
    public void prepare(Path log) throws IOException {
        Texts.write("cassandra/logback.xml", Map.of(), file("logback.xml"));
        Texts.write(
                "cassandra/cassandra.yaml",
                Map.of("host", host, "port", port, "storagePort", storagePort, "data", data.toAbsolutePath()),
                file("cassandra.yaml"));
    }

    @Override
    public Command command() {
        try {
            List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", SLACK, "cassandra", Jvm.java()));
            Texts.read("cassandra/jvm.options")
                    .lines()
                    .filter(option -> !option.isBlank() && !option.startsWith("#"))
                    .forEach(line::add);
            line.addAll(List.of(
                    "-Dcassandra.config=file://" + file("cassandra.yaml"),
                    "-Dlogback.configurationFile=" + file("logback.xml"),
                    "-Dcassandra.storagedir=" + data.toAbsolutePath(),
                    "-Dcassandra.logdir=" + data.toAbsolutePath(),
                    "-cp",
                    Jvm.classPath("cassandra"),
                    "org.apache.cassandra.service.CassandraDaemon"));
            return Command.of(line).yielding();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** OPTIONS of the native protocol, version 4; the port opens when the node has joined. */
    @Override
    public boolean ready(long pid) throws IOException {
        return ready(SocketFactory.getDefault());
    }

    boolean ready(SocketFactory sockets) throws IOException {
        return Probe.ask(sockets, host, port, OPTIONS, answer -> {
            byte[] header = answer.readNBytes(HEADER_BYTES);
            return header.length == HEADER_BYTES && header[OPCODE_AT] == SUPPORTED;
        });
    }

    /** It gives way to all others, and was seen to take 121 s where these had just started and compiled. */
    @Override
    public Duration startTimeout() {
        return Duration.ofMinutes(5);
    }

    Path file(String name) {
        return data.toAbsolutePath().resolve(name);
    }
}
