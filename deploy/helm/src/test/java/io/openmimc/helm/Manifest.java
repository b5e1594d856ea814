package io.openmimc.helm;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A Kubernetes object as it stands in the YAML. */
record Manifest(Map<String, Object> tree) {
    String kind() {
        return text("kind");
    }

    String apiVersion() {
        return text("apiVersion");
    }

    String name() {
        return text("metadata", "name");
    }

    String id() {
        return kind() + "/" + name();
    }

    /** The component that its labels name; empty without one. */
    String component() {
        Object component = labels().get("app.kubernetes.io/component");
        return component == null ? "" : component.toString();
    }

    Map<String, Object> labels() {
        return map("metadata", "labels");
    }

    /** What stands there; null if nothing does. */
    Object at(String... path) {
        return in(tree, path);
    }

    static Object in(Object tree, String... path) {
        Object current = tree;
        for (String key : path) {
            current = current instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return current;
    }

    String text(String... path) {
        return Objects.toString(at(path), "");
    }

    Map<String, Object> map(String... path) {
        return asMap(at(path));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> asMap(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    /** The objects of a list; none if there is no list. */
    List<Map<String, Object>> list(String... path) {
        return asList(at(path));
    }

    static List<Map<String, Object>> asList(Object value) {
        return value == null
                ? List.of()
                : ((List<?>) value).stream().map(Manifest::asMap).toList();
    }

    boolean is(String... kinds) {
        return Stream.of(kinds).anyMatch(kind()::equals);
    }

    /** Of a Deployment or a Job. */
    Map<String, Object> pod() {
        return map("spec", "template", "spec");
    }

    Map<String, Object> podLabels() {
        return map("spec", "template", "metadata", "labels");
    }

    Map<String, Object> container() {
        return asList(pod().get("containers")).get(0);
    }
}
