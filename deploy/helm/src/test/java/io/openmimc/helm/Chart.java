package io.openmimc.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A copy of the chart in which hooks are ordinary manifests, as {@code helm template} as a library prints no others; and which asks no
 * cluster what it has: nothing, it is told.
 *
 * @param directory of the copy
 */
record Chart(Path directory) {
    static final Path SOURCE = Path.of("openmimc");

    /** The oldest that the chart installs on, and the newest whose models the tests have. */
    static final List<String> KUBERNETES = List.of("1.29.0", "1.36.0");

    private static final Pattern LOOKUP = Pattern.compile("lookup \"v1\" \"Secret\" [$.A-Za-z]+ [$A-Za-z]+");

    static final String RELEASE = "im";
    static final String NAMESPACE = "messaging";

    /** Copies the chart of this repository. */
    static Chart copy(Path target) {
        try (Stream<Path> files = Files.walk(SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(SOURCE.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                String text = Files.readString(file);
                Files.writeString(copy, file.startsWith(SOURCE.resolve("templates")) ? shown(text) : text);
            }
            return new Chart(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shown(String template) {
        return LOOKUP.matcher(template.replace("helm.sh/hook:", "shown/hook:").replace("helm.sh/hook-", "shown/hook-"))
                .replaceAll("dict");
    }

    /** The files of values that stand for the ways in which the chart is installed. */
    static List<Path> valuesFiles() {
        try (Stream<Path> files = Files.list(SOURCE.resolve("ci"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path values(String name) {
        return SOURCE.resolve("ci").resolve(name + "-values.yaml");
    }

    /** Changes a file of the copy; fails if there is nothing to be changed. */
    void replace(String file, String old, String replacement) {
        try {
            Path path = directory.resolve(file);
            String text = Files.readString(path);
            if (!text.contains(shown(old))) {
                throw new IllegalArgumentException(file + " does not contain: " + old);
            }
            Files.writeString(path, text.replace(shown(old), replacement));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(Path values, String kubernetes, Map<String, Object> more) {
        var template = template(kubernetes).withValuesFile(values.toAbsolutePath());
        more.forEach(template::set);
        return template.call();
    }

    /** Of values of which later files win. */
    String text(Path... values) {
        TemplateCommand template = template(KUBERNETES.get(1));
        for (Path file : values) {
            template.withValuesFile(file.toAbsolutePath());
        }
        return template.call();
    }

    private TemplateCommand template(String kubernetes) {
        return new Helm(directory)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(kubernetes);
    }

    Manifests render(Path values, String kubernetes) {
        return Manifests.of(text(values, kubernetes, Map.of()));
    }

    Manifests render(String values, Map<String, Object> more) {
        return Manifests.of(text(values(values), KUBERNETES.get(1), more));
    }
}
