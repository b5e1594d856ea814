package io.openmimc.local.service;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Ports;
import io.openmimc.local.process.Program;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where everything of a stack is.
 *
 * @param ports each one on 127.0.0.1
 * @param external addresses of stores that run elsewhere and are not started
 * @param replicas how many processes each service has
 * @param storeHost the address of this machine that stores are bound to
 */
public record Settings(
        Map<PortSetting, Integer> ports,
        Map<StoreSetting, String> external,
        Secrets secrets,
        Replicas replicas,
        String storeHost) {
    /** From a port of a service's replica to the same of the next. */
    static final int SLOT_STEP = 20;
    /** Those of the replicas, and one more for what a first gateway leaves to the edge. */
    static final int SLOTS = Replicas.MOST + 1;

    private static final int MAX_PORT = 65_535;

    public Settings {
        ports = Map.copyOf(ports);
        external = Map.copyOf(external);
    }

    /** One process of each service, and stores on 127.0.0.1. */
    public Settings(Map<PortSetting, Integer> ports, Map<StoreSetting, String> external, Secrets secrets) {
        this(ports, external, secrets, Replicas.NONE, Program.LOOPBACK);
    }

    /** The same with other replicas. */
    public Settings with(Replicas other) {
        return new Settings(ports, external, secrets, other, storeHost);
    }

    /** The same with stores bound to another address of this machine. */
    public Settings withStoresAt(String host) {
        return new Settings(ports, external, secrets, replicas, host);
    }

    /**
     * The fixed addresses, except for what the environment changes. A port of 0 is replaced by a free one.
     *
     * @throws StackException if a port is not a number from 0 to 65535
     */
    public static Settings of(Map<String, String> environment, Secrets secrets) {
        Map<PortSetting, Integer> ports = new EnumMap<>(PortSetting.class);
        for (PortSetting setting : PortSetting.values()) {
            ports.put(setting, port(setting, environment.getOrDefault(setting.variable(), "")));
        }
        Map<StoreSetting, String> external = new EnumMap<>(StoreSetting.class);
        for (StoreSetting store : StoreSetting.values()) {
            String address = environment.getOrDefault(store.variable(), "").strip();
            if (!address.isEmpty()) {
                external.put(store, address);
            }
        }
        return new Settings(ports, external, secrets);
    }

    /** Free ports for everything, and no external store. */
    public static Settings free(Secrets secrets) {
        Map<PortSetting, Integer> ports = new EnumMap<>(PortSetting.class);
        for (PortSetting setting : PortSetting.values()) {
            ports.put(setting, free(setting));
        }
        return new Settings(ports, Map.of(), secrets);
    }

    private static int port(PortSetting setting, String text) {
        if (text.isBlank()) {
            return setting.fixed();
        }
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 0 && port <= last(setting)) {
                return port == 0 ? free(setting) : port;
            }
        } catch (NumberFormatException e) {
            throw noPort(setting, text);
        }
        throw noPort(setting, text);
    }

    /** Replicas have ports above. */
    private static int last(PortSetting setting) {
        return setting.isOfReplicas() ? MAX_PORT - SLOT_STEP * (SLOTS - 1) : MAX_PORT;
    }

    private static int free(PortSetting setting) {
        return setting.isOfReplicas() ? Ports.free(SLOTS, SLOT_STEP) : Ports.free();
    }

    private static StackException noPort(PortSetting setting, String text) {
        return new StackException(setting.variable() + " is \"" + text + "\", which is not a port from 0 to "
                + last(setting) + " (0 takes a free one).");
    }

    public int port(PortSetting setting) {
        Integer port = ports.get(setting);
        if (port == null) {
            throw new IllegalArgumentException("no port for " + setting);
        }
        return port;
    }

    /**
     * The port of one replica of a service.
     *
     * @param slot from 0
     */
    public int port(PortSetting setting, int slot) {
        // Clients connect to the first one's, until they come through the edge, which has it then.
        boolean left = slot == 0 && setting.isOfClients() && replicas.isNamed(ServiceSetting.GATEWAY);
        return port(setting) + SLOT_STEP * (left ? Replicas.MOST : slot);
    }

    /** The address of a store that runs elsewhere. */
    public Optional<String> external(StoreSetting store) {
        return Optional.ofNullable(external.get(store));
    }

    /** What clients of the Redis that is started here must know; empty while only this machine reaches it. */
    public String redisPassword() {
        return storeHost.equals(Program.LOOPBACK) ? "" : secrets.databasePassword();
    }

    /** Where the REST paths and the console begin, such as {@code http://127.0.0.1:8080}. */
    public String api() {
        return "http://127.0.0.1:" + port(PortSetting.API);
    }

    /** Such as {@code ws://127.0.0.1:8082/}. */
    public String webSocket() {
        return "ws://127.0.0.1:" + port(PortSetting.WEBSOCKET) + "/";
    }

    /** Such as {@code 127.0.0.1:5222}. */
    public String tcp() {
        return "127.0.0.1:" + port(PortSetting.TCP);
    }
}
