package io.openmimc.local.service;

import io.openmimc.local.StackException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many processes each service has. A service that is not named has one, which is called as the service itself and, if
 * it is a gateway, is what clients connect to. One that is named, with 1 too, has its replicas called by number, and its
 * clients come through the edge.
 *
 * @param counts of the services that are named, from 1 to {@link #MOST}
 */
public record Replicas(Map<ServiceSetting, Integer> counts) {
    /** Each has ports of its own that the others know from the start, so there is an end to them. */
    public static final int MOST = 4;

    /** None is named. */
    public static final Replicas NONE = new Replicas(Map.of());

    public Replicas {
        counts = Map.copyOf(counts);
    }

    /**
     * Reads such as {@code gateway=2,history=3}.
     *
     * @throws StackException with a sentence about what is wrong and how it should be
     */
    public static Replicas parse(String text) {
        Map<ServiceSetting, Integer> counts = new EnumMap<>(ServiceSetting.class);
        for (String part : text.split(",", -1)) {
            String[] sides = part.strip().split("=", 2);
            if (sides.length < 2 || sides[0].isBlank()) {
                throw new StackException(
                        "\"" + part.strip() + "\" does not say how many replicas of which service. Write it"
                                + " as gateway=2, several as gateway=2,history=3.");
            }
            ServiceSetting service = service(sides[0].strip());
            if (counts.put(service, count(service, sides[1].strip())) != null) {
                throw new StackException(service.shortName() + " is given twice in \"" + text + "\".");
            }
        }
        return new Replicas(counts);
    }

    private static ServiceSetting service(String name) {
        return ServiceSetting.named(name)
                .orElseThrow(() ->
                        new StackException("There is no service \"" + name + "\". There are: " + services() + "."));
    }

    /** Their names, for messages. */
    public static String services() {
        return Arrays.stream(ServiceSetting.values())
                .map(ServiceSetting::shortName)
                .collect(Collectors.joining(", "));
    }

    private static int count(ServiceSetting service, String text) {
        if (!text.matches("[1-" + MOST + "]")) {
            throw new StackException(service.shortName() + "=" + text + ": a service has from 1 to " + MOST
                    + " replicas on this machine.");
        }
        return Integer.parseInt(text);
    }

    public int count(ServiceSetting service) {
        return counts.getOrDefault(service, 1);
    }

    /** Whether its replicas are called by number. */
    public boolean isNamed(ServiceSetting service) {
        return counts.containsKey(service);
    }

    /** The same with so many of a service. */
    public Replicas with(ServiceSetting service, int count) {
        Map<ServiceSetting, Integer> all = new EnumMap<>(ServiceSetting.class);
        all.putAll(counts);
        all.put(service, count);
        return new Replicas(all);
    }

    /** What the replica in a slot is called. */
    public String process(ServiceSetting service, int slot) {
        return isNamed(service) ? service.process(slot) : service.process();
    }
}
