package io.openmimc.local.supervisor;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Ports;
import io.openmimc.local.service.PortSetting;
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

    private Preflight() {}

    /**
     * Looks at all ports and the disk.
     *
     * @throws StackException with a sentence for each thing that is in the way, and what to do about it
     */
    public static void check(Home home, Settings settings) throws IOException {
        List<String> problems = new ArrayList<>();
        Map<Integer, PortSetting> seen = new HashMap<>();
        for (PortSetting setting : PortSetting.values()) {
            if (isExternal(setting, settings)) {
                continue;
            }
            int port = settings.port(setting);
            PortSetting other = seen.put(port, setting);
            if (other != null) {
                problems.add(setting.variable() + " and " + other.variable() + " are both " + port + ".");
            } else if (!Ports.isFree(port)) {
                problems.add("Port " + port + ", which " + setting.process() + " needs, is taken"
                        + PortOwner.of(port).map(owner -> " by " + owner).orElse("") + ". Stop what uses it, or set "
                        + setting.variable() + " to another port.");
            }
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

    private static boolean isExternal(PortSetting setting, Settings settings) {
        for (StoreSetting store : StoreSetting.values()) {
            if (setting.process().equalsIgnoreCase(store.name())) {
                return settings.external(store).isPresent();
            }
        }
        return false;
    }
}
