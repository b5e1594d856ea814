package io.openmimc.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** All that one rendering gave. */
record Manifests(List<Manifest> all) {
    /** @throws org.yaml.snakeyaml.error.YAMLException for what is no YAML, and for a key that comes twice */
    static Manifests of(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<Manifest> all = new ArrayList<>();
        for (Object document : new Yaml(options).loadAll(text)) {
            if (document != null) {
                all.add(new Manifest(Manifest.asMap(document)));
            }
        }
        return new Manifests(all);
    }

    Stream<Manifest> kinds(String... kinds) {
        return all.stream().filter(manifest -> manifest.is(kinds));
    }

    List<Manifest> kind(String kind) {
        return kinds(kind).toList();
    }

    Optional<Manifest> find(String kind, String name) {
        return kinds(kind).filter(manifest -> manifest.name().equals(name)).findFirst();
    }

    Manifest get(String kind, String name) {
        return find(kind, name).orElseThrow(() -> new AssertionError("there is no " + kind + " " + name));
    }

    /** Deployments and Jobs whose pods have all of the labels. */
    List<Manifest> podsWith(Map<String, Object> labels) {
        return kinds("Deployment", "Job")
                .filter(manifest -> manifest.podLabels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }
}
