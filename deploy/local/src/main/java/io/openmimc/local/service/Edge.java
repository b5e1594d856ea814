package io.openmimc.local.service;

import io.openmimc.local.edge.EdgePlan;
import io.openmimc.local.edge.EdgeProcess;
import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The edge, run from the class path of this process. */
record Edge(Settings settings) implements Program {
    @Override
    public String name() {
        return "edge";
    }

    @Override
    public int port() {
        return settings.port(PortSetting.API);
    }

    @Override
    public List<Integer> ports() {
        List<Integer> all = new ArrayList<>(List.of(port()));
        if (hasDoors()) {
            all.add(settings.port(PortSetting.TCP));
            all.add(settings.port(PortSetting.WEBSOCKET));
        }
        return all;
    }

    @Override
    public Command command() {
        return Command.of(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms16m",
                // The connections of clients are in it, too, where there are several gateways; it may be told so later.
                "-Xmx256m",
                "-Xss512k",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                EdgeProcess.class.getName(),
                plan().toJson().encode()));
    }

    private EdgePlan plan() {
        // As it is once there is a second gateway, which the first one then has made room for.
        Settings several = settings.with(settings.replicas()
                .with(ServiceSetting.GATEWAY, settings.replicas().count(ServiceSetting.GATEWAY)));
        Map<String, List<EdgePlan.Place>> services = new LinkedHashMap<>();
        for (ServiceSetting service : ServiceSetting.values()) {
            services.put(
                    service.shortName(),
                    IntStream.range(0, Replicas.MOST)
                            .mapToObj(slot -> place(several, service, slot))
                            .toList());
        }
        return new EdgePlan(
                port(),
                services,
                Optional.of(new EdgePlan.Doors(
                        settings.port(PortSetting.TCP), settings.port(PortSetting.WEBSOCKET), hasDoors())));
    }

    private static EdgePlan.Place place(Settings settings, ServiceSetting service, int slot) {
        boolean gateway = service == ServiceSetting.GATEWAY;
        return new EdgePlan.Place(
                settings.port(service.http(), slot),
                settings.port(service.management(), slot),
                gateway ? settings.port(PortSetting.TCP, slot) : 0,
                gateway ? settings.port(PortSetting.WEBSOCKET, slot) : 0);
    }

    private boolean hasDoors() {
        return settings.replicas().isNamed(ServiceSetting.GATEWAY);
    }

    /** Any answer: the edge is there even while the services behind it are not. So are the ports that clients connect to. */
    @Override
    public boolean ready(long pid) throws IOException {
        for (int each : ports()) {
            new Socket(LOOPBACK, each).close();
        }
        return HealthProbe.status(port(), "/") > 0;
    }
}
