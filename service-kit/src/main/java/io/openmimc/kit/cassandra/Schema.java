package io.openmimc.kit.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of a service, as files {@code V<version>__<what>.cql} of its {@code resources/cassandra}, applied in the order
 * of their versions and never changed once released.
 *
 * @param service names what was applied, and the sessions; like {@code history}
 * @param migrations files by version
 * @param near a class of the service: the files are where it is
 */
public record Schema(String service, SortedMap<Integer, String> migrations, Class<?> near) {
    private static final Pattern FILE = Pattern.compile("V(\\d+)__\\w+\\.cql");

    public Schema {
        migrations = Collections.unmodifiableSortedMap(new TreeMap<>(migrations));
    }

    /** @throws IllegalArgumentException for a name that is none, or two files of one version */
    public static Schema of(String service, Class<?> near, String... files) {
        SortedMap<Integer, String> migrations = new TreeMap<>();
        for (String file : files) {
            Matcher name = FILE.matcher(file);
            if (!name.matches() || migrations.put(Integer.valueOf(name.group(1)), file) != null) {
                throw new IllegalArgumentException("not a name of a migration, or its version is taken: " + file);
            }
        }
        return new Schema(service, migrations, near);
    }

    /** The version of one of its files. */
    int version(String file) {
        Matcher name = FILE.matcher(file);
        if (!name.matches()) {
            throw new IllegalArgumentException("not a name of a migration: " + file);
        }
        return Integer.parseInt(name.group(1));
    }

    /** The statements of a file, in order. */
    List<String> statements(String file) {
        try (InputStream in = near.getResourceAsStream("/cassandra/" + file)) {
            if (in == null) {
                throw new IllegalStateException("no such migration: " + file);
            }
            String cql = new String(in.readAllBytes(), UTF_8).replaceAll("(?m)^--.*$", "");
            return Pattern.compile(";")
                    .splitAsStream(cql)
                    .map(String::trim)
                    .filter(s -> !s.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
