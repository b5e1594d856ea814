package io.openmimc.local.store;

import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@link Kafka} for tests that also listens where it asks for TLS and a password (SCRAM; PLAIN for the user
 * {@code plain}), and where it asks for a certificate. Users are made through the plain listener.
 *
 * @param kafka its port is the plain one
 * @param port where it asks for a password
 * @param certified where it asks for a certificate
 * @param certificates have issued one that is called {@code kafka}
 */
public record SecuredKafka(Kafka kafka, int port, int certified, Certificates certificates) implements Program {
    /** Of the user {@code plain}. */
    public static final String PLAIN_PASSWORD = "plain-but-long-enough";

    @Override
    public String name() {
        return kafka.name();
    }

    @Override
    public List<Integer> ports() {
        List<Integer> all = new ArrayList<>(kafka.ports());
        all.addAll(List.of(port, certified));
        return all;
    }

    @Override
    public void prepare(Path log) throws IOException, InterruptedException {
        kafka.prepare(log);
        Path more = kafka.data().toAbsolutePath().resolve("secured.properties");
        Texts.write(
                "kafka/secured.properties",
                Map.of(
                        "plain",
                        kafka.port(),
                        "port",
                        port,
                        "certified",
                        certified,
                        "controllerPort",
                        kafka.controllerPort(),
                        "plainPassword",
                        PLAIN_PASSWORD,
                        "keyStore",
                        certificates.keyStore("kafka"),
                        "password",
                        Certificates.PASSWORD,
                        "ca",
                        certificates.ca()),
                more);
        Files.writeString(kafka.configuration(), Files.readString(more), StandardOpenOption.APPEND);
    }

    @Override
    public Command command() {
        return kafka.command();
    }

    @Override
    public boolean ready(long pid) throws IOException {
        return kafka.ready(pid);
    }
}
