package io.openmimc.local;

import io.openmimc.local.process.Ports;
import io.openmimc.local.process.Program;
import io.openmimc.local.process.Stack;
import io.openmimc.local.process.StackProcess;
import io.openmimc.local.store.Cassandra;
import io.openmimc.local.store.CassandraUsers;
import io.openmimc.local.store.Certificates;
import io.openmimc.local.store.Directories;
import io.openmimc.local.store.Kafka;
import io.openmimc.local.store.KafkaUsers;
import io.openmimc.local.store.Postgresql;
import io.openmimc.local.store.Redis;
import io.openmimc.local.store.SecuredCassandra;
import io.openmimc.local.store.SecuredKafka;
import io.openmimc.local.store.SecuredPostgresql;
import io.openmimc.local.store.SecuredRedis;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The real stores for tests, as {@link LocalStack}, but with passwords, and TLS by an authority of their own: what a
 * deployment is to have. The client libraries of Kafka and Cassandra must be there, with which the users are made.
 */
public class SecuredStack implements QuarkusTestResourceLifecycleManager {
    /** The user of every store. */
    public static final String USER = "mimc";

    /** Its password, with what is awkward in one of the languages it is written in on its way. */
    public static final String PASSWORD = "a \"long\\ one', with;%=#é{}@:/&+";

    private static final String HERE = "dns:localhost,ip:127.0.0.1";

    private List<String> stores = List.of("postgresql", "redis", "kafka", "cassandra");
    private @Nullable Stack stack;
    private @Nullable Path directory;
    private @Nullable Certificates certificates;

    @Override
    public void init(Map<String, String> arguments) {
        String named = arguments.get("stores");
        if (named != null) {
            stores = List.of(named.split("\\s*,\\s*"));
        }
    }

    @Override
    public Map<String, String> start() {
        try {
            Files.createDirectories(Path.of("target"));
            Path fresh = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "secured-");
            Certificates authority = Certificates.make(fresh.resolve("certificates"));
            List<Program> programs = new ArrayList<>();
            Map<String, String> configuration = new LinkedHashMap<>();
            for (String store : stores) {
                authority.issue(store, HERE);
                programs.add(add(store, fresh.resolve(store), authority, configuration));
                configuration.put("openmimc." + store + ".username", USER);
                configuration.put("openmimc." + store + ".password", PASSWORD);
                configuration.put("openmimc." + store + ".tls", "true");
                configuration.put("openmimc." + store + ".ca", authority.ca().toString());
            }
            certificates = authority;
            directory = fresh;
            stack = new Stack(programs, fresh.resolve("logs"));
            stack.start();
            makeUsers(programs);
            return configuration;
        } catch (IOException e) {
            throw new StackException("no directory for the stores: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while starting the stores", e);
        }
    }

    private static Program add(String store, Path data, Certificates authority, Map<String, String> configuration) {
        int port = Ports.free();
        String address = "localhost:" + port;
        switch (store) {
            case "postgresql":
                configuration.put("openmimc.postgresql.address", address);
                return new SecuredPostgresql(new Postgresql(port, data, PASSWORD), authority);
            case "redis":
                configuration.put("openmimc.redis.uri", "redis://" + address);
                return new SecuredRedis(new Redis(port, data), authority, USER, PASSWORD);
            case "kafka":
                configuration.put("openmimc.kafka.bootstrap", address);
                Kafka plain = new Kafka(Ports.free(), Ports.free(), data);
                return new SecuredKafka(plain, port, Ports.free(), authority);
            case "cassandra":
                configuration.put("openmimc.cassandra.contact-points", address);
                return new SecuredCassandra(new Cassandra(port, Ports.free(), data), authority);
            default:
                throw new IllegalArgumentException("no store is called " + store);
        }
    }

    private static void makeUsers(List<Program> programs) throws InterruptedException {
        for (Program program : programs) {
            if (program instanceof SecuredKafka kafka) {
                KafkaUsers.make("127.0.0.1:" + kafka.kafka().port(), USER, PASSWORD);
            } else if (program instanceof SecuredCassandra cassandra) {
                CassandraUsers.make(cassandra, USER, PASSWORD);
            }
        }
    }

    /** The one of that name, to be killed and started again. */
    public StackProcess process(String name) {
        if (stack == null) {
            throw new IllegalStateException("the stores were not started");
        }
        return stack.process(name);
    }

    /** The authority of the stores, to issue more. */
    public Certificates certificates() {
        if (certificates == null) {
            throw new IllegalStateException("the stores were not started");
        }
        return certificates;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(SecuredStack.class));
    }

    /** Stops the stores and deletes their data; their logs stay under {@code target}. */
    @Override
    public void stop() {
        Stack current = stack;
        Path base = directory;
        if (current == null || base == null) {
            return;
        }
        current.stop();
        try {
            for (StackProcess process : current.processes()) {
                Directories.delete(base.resolve(process.name()));
            }
        } catch (IOException e) {
            throw new StackException("data of the stores were not deleted: " + e.getMessage(), e);
        }
        stack = null;
    }
}
