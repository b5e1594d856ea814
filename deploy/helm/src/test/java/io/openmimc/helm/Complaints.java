package io.openmimc.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/** All that the tests can find wrong with one rendering. */
final class Complaints {
    private Complaints() {}

    /** Empty if the chart renders and everything is right. */
    static List<String> about(Chart chart, Path values, String kubernetes) {
        Manifests manifests;
        try {
            manifests = chart.render(values, kubernetes);
        } catch (RuntimeException e) {
            return List.of("does not render: " + e.getMessage());
        }
        List<String> complaints = new ArrayList<>();
        for (Manifest manifest : manifests.all()) {
            complaints.addAll(
                    CustomResources.has(manifest) ? CustomResources.complaints(manifest) : Models.complaints(manifest));
        }
        if (complaints.isEmpty()) { // the others trust the form
            complaints.addAll(References.complaints(manifests, secrets(values)));
            complaints.addAll(Conduct.complaints(manifests));
            complaints.addAll(Arrows.complaints(manifests));
        }
        return complaints;
    }

    private static Set<String> secrets(Path values) {
        try {
            return References.secretsOf(new Yaml().load(Files.readString(values)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
