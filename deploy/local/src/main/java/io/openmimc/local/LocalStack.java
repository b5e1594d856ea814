package io.openmimc.local;

import io.openmimc.local.process.Ports;
import io.openmimc.local.process.Program;
import io.openmimc.local.process.Stack;
import io.openmimc.local.process.StackProcess;
import io.openmimc.local.store.Cassandra;
import io.openmimc.local.store.Directories;
import io.openmimc.local.store.Kafka;
import io.openmimc.local.store.Postgresql;
import io.openmimc.local.store.Redis;
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
 * The real stores for tests of a service, on free ports of 127.0.0.1, in a fresh directory under {@code target}:
 * {@code @WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))}.
 * The stores are {@code postgresql}, {@code redis}, {@code kafka} and {@code cassandra}; without the argument all four. They
 * start in parallel, are stopped after the tests, and die with the test's JVM. A public field of type {@link LocalStack} in
 * the test class gets this object, to kill a store and start it again.
 */
public class LocalStack implements QuarkusTestResourceLifecycleManager {
    private static final String TEST_PASSWORD = "mimc";

    private List<String> stores = List.of("postgresql", "redis", "kafka", "cassandra");
    private @Nullable Stack stack;
    private @Nullable Path directory;

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
            Path fresh = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "stack-");
            List<Program> programs = new ArrayList<>();
            Map<String, String> configuration = new LinkedHashMap<>();
            for (String store : stores) {
                programs.add(add(store, fresh.resolve(store), configuration));
            }
            directory = fresh;
            stack = new Stack(programs, fresh.resolve("logs"));
            stack.start();
            return configuration;
        } catch (IOException e) {
            throw new StackException("no directory for the stores: " + e.getMessage(), e);
        }
    }

    private static Program add(String store, Path data, Map<String, String> configuration) {
        int port = Ports.free();
        switch (store) {
            case "postgresql":
                String path = "://127.0.0.1:" + port + "/" + Postgresql.DATABASE;
                configuration.put("quarkus.datasource.reactive.url", "postgresql" + path);
                configuration.put("quarkus.datasource.jdbc.url", "jdbc:postgresql" + path);
                configuration.put("quarkus.datasource.username", Postgresql.USER);
                configuration.put("quarkus.datasource.password", TEST_PASSWORD);
                return new Postgresql(port, data, TEST_PASSWORD);
            case "redis":
                configuration.put("openmimc.redis.uri", "redis://127.0.0.1:" + port);
                return new Redis(port, data);
            case "kafka":
                configuration.put("openmimc.kafka.bootstrap", "127.0.0.1:" + port);
                return new Kafka(port, Ports.free(), data);
            case "cassandra":
                configuration.put("openmimc.cassandra.contact-points", "127.0.0.1:" + port);
                configuration.put("openmimc.cassandra.datacenter", "datacenter1");
                return new Cassandra(port, Ports.free(), data);
            default:
                throw new IllegalArgumentException("no store is called " + store);
        }
    }

    /** The one of that name, to be killed and started again. */
    public StackProcess process(String name) {
        return started().process(name);
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(LocalStack.class));
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

    private Stack started() {
        if (stack == null) {
            throw new IllegalStateException("the stores were not started");
        }
        return stack;
    }
}
