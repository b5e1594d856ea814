package io.openmimc.local.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which service answers which paths: the file that the Helm chart makes its Ingress of, too. A line is a prefix of whole path
 * segments and the name of a service without {@code -service}; {@code #} begins a comment.
 *
 * @param serviceByPrefix the longest prefix first
 */
record RouteTable(Map<String, String> serviceByPrefix) {
    private static final String FILE = "routes";

    /** The routes of OpenMIMC. */
    static RouteTable read() {
        try (InputStream file = RouteTable.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the class path lacks the file of routes: build deploy/local again");
            }
            return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException for a line that is no route, and for a prefix that comes twice */
    static RouteTable parse(String text) {
        Map<String, String> all = new TreeMap<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split("\\s+");
            if (words.length != 2 || !words[0].matches("(/[a-z0-9-]+)+") || all.put(words[0], words[1]) != null) {
                throw new IllegalArgumentException("no route, or one that is there already: " + line);
            }
        }
        return new RouteTable(Collections.unmodifiableMap(new LinkedHashMap<>(all)));
    }

    /** The service that owns the path. */
    Optional<String> service(String path) {
        return serviceByPrefix.entrySet().stream()
                .filter(route -> path.equals(route.getKey()) || path.startsWith(route.getKey() + "/"))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
