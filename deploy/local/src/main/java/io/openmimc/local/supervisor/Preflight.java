package io.openmimc.local.supervisor;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Ports;
import io.openmimc.local.process.Program;
import io.openmimc.local.service.PortSetting;
import io.openmimc.local.service.Replicas;
import io.openmimc.local.service.ServiceSetting;
import io.openmimc.local.service.Settings;
import io.openmimc.local.service.StoreSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is looked at before anything is started. */
public final class Preflight {
    private static final long MEGABYTE = 1024 * 1024;
    private static final long NEEDED_BYTES = 1024 * MEGABYTE;

    /** A port that is going to be bound. */
    private record Need(int port, String process, PortSetting setting) {}

    private Preflight() {}

    /**
     * Looks at all ports and the disk.
     *
     * @param services whether they are started, too, or only the stores
     * @throws StackException with a sentence for each thing that is in the way, and what to do about it
     */
    public static void check(Home home, Settings settings, boolean services) throws IOException {
        List<String> problems = new ArrayList<>();
        Map<Integer, PortSetting> seen = new HashMap<>();
        for (Need need : services ? all(settings) : stores(settings)) {
            PortSetting setting = need.setting();
            PortSetting other = seen.put(need.port(), setting);
            if (other != null) {
                problems.add(setting.variable() + " and " + other.variable() + " are both " + need.port() + ".");
            } else if (!Ports.isFree(need.port())
                    || !Ports.isFree(services ? Program.LOOPBACK : settings.storeHost(), need.port())) {
                problems.add("Port " + need.port() + ", which " + need.process() + " needs, is taken"
                        + PortOwner.of(need.port()).map(owner -> " by " + owner).orElse("")
                        + ". Stop what uses it, or set " + setting.variable() + " to another port.");
            }
        }
        if (services) {
            problems.addAll(overlaps(settings, seen));
        }
        home.create();
        long free = Files.getFileStore(home.directory()).getUsableSpace();
        if (free < NEEDED_BYTES) {
            problems.add("The disk that holds " + home.directory() + " has only " + free / MEGABYTE
                    + " MB left; the stack needs " + NEEDED_BYTES / MEGABYTE + " MB. Free some space.");
        }
        if (!problems.isEmpty()) {
            throw new StackException(String.join("\n", problems));
        }
    }

    private static List<Need> all(Settings settings) {
        List<Need> needs = stores(settings);
        Replicas replicas = settings.replicas();
        needs.add(new Need(settings.port(PortSetting.API), "edge", PortSetting.API));
        if (replicas.isNamed(ServiceSetting.GATEWAY)) {
            needs.add(new Need(settings.port(PortSetting.TCP), "edge", PortSetting.TCP));
            needs.add(new Need(settings.port(PortSetting.WEBSOCKET), "edge", PortSetting.WEBSOCKET));
        }
        for (ServiceSetting service : ServiceSetting.values()) {
            for (int slot = 0; slot < replicas.count(service); slot++) {
                for (PortSetting setting : service.ports()) {
                    needs.add(new Need(settings.port(setting, slot), replicas.process(service, slot), setting));
                }
            }
        }
        return needs;
    }

    private static List<Need> stores(Settings settings) {
        List<Need> needs = new ArrayList<>();
        for (PortSetting setting : PortSetting.values()) {
            for (StoreSetting store : StoreSetting.values()) {
                if (setting.process().equalsIgnoreCase(store.name())
                        && settings.external(store).isEmpty()) {
                    needs.add(new Need(settings.port(setting), setting.process(), setting));
                }
            }
        }
        return needs;
    }

    /** Where a replica that may come later would meet somebody else, who would get what is meant for it. */
    private static List<String> overlaps(Settings settings, Map<Integer, PortSetting> taken) {
        List<String> problems = new ArrayList<>();
        for (ServiceSetting service : ServiceSetting.values()) {
            for (PortSetting setting : service.ports()) {
                for (int slot = 1; slot < Replicas.MOST; slot++) {
                    int port = settings.port(setting, slot);
                    PortSetting other = taken.get(port);
                    if (other != null && other != setting) {
                        problems.add(
                                setting.variable() + " is " + settings.port(setting) + ", so " + service.process(slot)
                                        + " would have port " + port + ", which is that of " + other.variable()
                                        + ". Set one of them to another port.");
                    }
                }
            }
        }
        return problems;
    }
}
