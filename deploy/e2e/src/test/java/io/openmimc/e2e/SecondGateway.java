package io.openmimc.e2e;

import io.openmimc.local.process.Ports;
import io.openmimc.local.process.Stack;
import io.openmimc.local.service.Deployment;
import io.openmimc.local.service.PortSetting;
import io.openmimc.local.service.Settings;
import io.openmimc.sdk.MimcClientBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** A gateway beside the one of the stack, with the same stores and neighbours. */
final class SecondGateway implements AutoCloseable {
    private static final String NAME = "gateway-service";

    private final Settings settings;
    private final Stack stack;

    private SecondGateway(Settings settings, Stack stack) {
        this.settings = settings;
        this.stack = stack;
    }

    static SecondGateway start(Settings first, Path directory) {
        Map<PortSetting, Integer> ports = new EnumMap<>(first.ports());
        for (PortSetting port : PortSetting.values()) {
            if (port.process().equals(NAME)) {
                ports.put(port, Ports.free());
            }
        }
        Settings settings = new Settings(ports, first.external(), first.secrets());
        Stack stack = new Stack(
                Deployment.ofBuild(settings, directory, Repository.root()).programs().stream()
                        .filter(program -> program.name().equals(NAME))
                        .toList(),
                directory.resolve("logs-of-second-gateway"));
        stack.start();
        return new SecondGateway(settings, stack);
    }

    /** The client over TCP to this gateway. */
    MimcClientBuilder tcp(MimcClientBuilder client) {
        return client.tcp("127.0.0.1", settings.port(PortSetting.TCP));
    }

    /** Its REST API, without an edge before it. */
    URI api() {
        return URI.create("http://127.0.0.1:" + settings.port(PortSetting.GATEWAY_HTTP));
    }

    @Override
    public void close() {
        stack.close();
    }
}
