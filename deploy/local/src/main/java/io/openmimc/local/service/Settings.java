package io.openmimc.local.service;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Ports;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where everything of a stack is.
 *
 * @param ports each one on 127.0.0.1
 * @param external addresses of stores that run elsewhere and are not started
 */
public record Settings(Map<PortSetting, Integer> ports, Map<StoreSetting, String> external, Secrets secrets) {
    private static final int MAX_PORT = 65_535;

    public Settings {
        ports = Map.copyOf(ports);
        external = Map.copyOf(external);
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
            ports.put(setting, Ports.free());
        }
        return new Settings(ports, Map.of(), secrets);
    }

    private static int port(PortSetting setting, String text) {
        if (text.isBlank()) {
            return setting.fixed();
        }
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 0 && port <= MAX_PORT) {
                return port == 0 ? Ports.free() : port;
            }
        } catch (NumberFormatException e) {
            throw noPort(setting, text);
        }
        throw noPort(setting, text);
    }

    private static StackException noPort(PortSetting setting, String text) {
        return new StackException(setting.variable() + " is \"" + text + "\", which is not a port from 0 to " + MAX_PORT
                + " (0 takes a free one).");
    }

    public int port(PortSetting setting) {
        Integer port = ports.get(setting);
        if (port == null) {
            throw new IllegalArgumentException("no port for " + setting);
        }
        return port;
    }

    /** The address of a store that runs elsewhere. */
    public Optional<String> external(StoreSetting store) {
        return Optional.ofNullable(external.get(store));
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
