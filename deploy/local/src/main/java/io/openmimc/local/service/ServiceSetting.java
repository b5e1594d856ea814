package io.openmimc.local.service;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The services, each of which may have several replicas, and the ports that every replica binds. */
public enum ServiceSetting {
    ACCOUNT(PortSetting.ACCOUNT_HTTP, PortSetting.ACCOUNT_MANAGEMENT, PortSetting.ACCOUNT_GRPC),
    TOPIC(PortSetting.TOPIC_HTTP, PortSetting.TOPIC_MANAGEMENT, PortSetting.TOPIC_GRPC),
    GATEWAY(
            PortSetting.GATEWAY_HTTP,
            PortSetting.GATEWAY_MANAGEMENT,
            PortSetting.GATEWAY_GRPC,
            PortSetting.WEBSOCKET,
            PortSetting.TCP),
    HISTORY(PortSetting.HISTORY_HTTP, PortSetting.HISTORY_MANAGEMENT, PortSetting.HISTORY_GRPC),
    CALLBACK(PortSetting.CALLBACK_HTTP, PortSetting.CALLBACK_MANAGEMENT),
    CONTACT(PortSetting.CONTACT_HTTP, PortSetting.CONTACT_MANAGEMENT);

    private static final String SUFFIX = "-service";

    private final PortSetting http;
    private final PortSetting management;

    @SuppressWarnings("ImmutableEnumChecker") // a list that cannot be changed
    private final List<PortSetting> ports;

    ServiceSetting(PortSetting http, PortSetting management, PortSetting... others) {
        this.http = http;
        this.management = management;
        this.ports = Stream.concat(Stream.of(http, management), Arrays.stream(others))
                .toList();
    }

    /** The one of that name, with or without {@code -service} at its end. */
    public static Optional<ServiceSetting> named(String name) {
        return Arrays.stream(values())
                .filter(service -> name.equals(service.shortName()) || name.equals(service.process()))
                .findFirst();
    }

    /** Such as {@code gateway}. */
    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Such as {@code gateway-service}: the name of its only process, and the beginning of its replicas'. */
    public String process() {
        return shortName() + SUFFIX;
    }

    /** The name of a replica where there are several, such as {@code gateway-service-2} in slot 1. */
    public String process(int slot) {
        return process() + "-" + (slot + 1);
    }

    PortSetting http() {
        return http;
    }

    PortSetting management() {
        return management;
    }

    /** All that a replica binds. */
    public List<PortSetting> ports() {
        return ports;
    }
}
