package io.openmimc.local.store;

import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import io.openmimc.local.process.Tool;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Apache Kafka 4 in KRaft mode: one process that is broker and controller.
 *
 * @param host the address of this machine that it is bound to and tells its clients
 * @param controllerPort where the broker half reaches the controller half
 * @param data its directory
 */
public record Kafka(String host, int port, int controllerPort, Path data) implements Program {
    private static final short METADATA = 3;

    public Kafka(int port, int controllerPort, Path data) {
        this(LOOPBACK, port, controllerPort, data);
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public List<Integer> ports() {
        return List.of(port, controllerPort);
    }

    @Override
    public void prepare(Path log) throws IOException, InterruptedException {
        Texts.write("kafka/log4j2.xml", Map.of(), loggingFile());
        Texts.write(
                "kafka/server.properties",
                Map.of("host", host, "port", port, "controllerPort", controllerPort, "logs", logs()),
                configuration());
        if (!Files.exists(logs().resolve("meta.properties"))) {
            List<String> format = new ArrayList<>(java("-Xmx128m"));
            format.addAll(List.of(
                    "kafka.tools.StorageTool",
                    "format",
                    "--cluster-id",
                    clusterId(),
                    "--config",
                    configuration().toString()));
            Tool.run("formatting the Kafka directory", format, "", log);
        }
    }

    @Override
    public Command command() {
        List<String> line = java(
                "-Xms384m",
                "-Xmx384m",
                // Its request metrics keep whatever came after an entry of theirs that has grown old: that is copied
                // once.
                "-Xmn64m",
                "-XX:MaxTenuringThreshold=1",
                "-XX:+ExitOnOutOfMemoryError");
        line.addAll(List.of("kafka.Kafka", configuration().toString()));
        return Command.of(line);
    }

    private List<String> java(String... options) {
        try {
            List<String> line = new ArrayList<>(List.of(Jvm.java(), "-XX:+UseSerialGC"));
            line.addAll(List.of(options));
            line.addAll(List.of("-Dlog4j2.configurationFile=" + loggingFile(), "-cp", Jvm.classPath("kafka")));
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for the brokers of the cluster: it is among them once the controller lets it serve. */
    @Override
    public boolean ready(long pid) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(request);
        out.writeInt(Short.BYTES * 3 + Integer.BYTES * 2); // what follows
        out.writeShort(METADATA);
        out.writeShort(1); // version
        out.writeInt(1); // correlation
        out.writeShort(-1); // no client id
        out.writeInt(0); // no topics
        return Probe.ask(host, port, request.toByteArray(), answer -> {
            answer.readInt(); // length
            answer.readInt(); // correlation
            return answer.readInt() > 0; // brokers
        });
    }

    Path configuration() {
        return data.toAbsolutePath().resolve("server.properties");
    }

    private Path loggingFile() {
        return data.toAbsolutePath().resolve("log4j2.xml");
    }

    private Path logs() {
        return data.toAbsolutePath().resolve("logs");
    }

    private static String clusterId() {
        UUID random = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
        // A UUID's first character in base64 may be "-", which the tool's command line takes for an option.
        return "m"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).substring(1);
    }
}
