package io.openmimc.helm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who may call whom, read out of NetworkPolicies: each arrow must be let out on one side and in on the other. */
final class Arrows {
    private static final String COMPONENT = "app.kubernetes.io/component";

    private Arrows() {}

    /** Such as {@code gateway>account:9091}, as those who are called see it. */
    static Set<String> into(Manifests manifests) {
        Set<String> arrows = new TreeSet<>();
        for (Manifest policy : manifests.kind("NetworkPolicy")) {
            String called = component(policy.map("spec", "podSelector", "matchLabels"));
            for (Map<String, Object> rule : policy.list("spec", "ingress")) {
                for (String caller : components(rule.get("from"))) {
                    ports(manifests, called, rule).forEach(port -> arrows.add(caller + ">" + called + ":" + port));
                }
            }
        }
        return arrows;
    }

    /** The same, as those who call see it. */
    static Set<String> outOf(Manifests manifests) {
        Set<String> arrows = new TreeSet<>();
        for (Manifest policy : manifests.kind("NetworkPolicy")) {
            String caller = component(policy.map("spec", "podSelector", "matchLabels"));
            for (Map<String, Object> rule : policy.list("spec", "egress")) {
                for (String called : components(rule.get("to"))) {
                    ports(manifests, called, rule).forEach(port -> arrows.add(caller + ">" + called + ":" + port));
                }
            }
        }
        return arrows;
    }

    /** What is on one side only; and named ports that the pods have not. */
    static List<String> complaints(Manifests manifests) {
        Set<String> into = into(manifests);
        Set<String> outOf = outOf(manifests);
        List<String> complaints = new ArrayList<>();
        Set<String> installed =
                manifests.kinds("Deployment").map(Manifest::component).collect(Collectors.toSet());
        difference(into, outOf, installed).forEach(arrow -> complaints.add(arrow + ": is let in but not out"));
        difference(outOf, into, installed).forEach(arrow -> complaints.add(arrow + ": is let out but not in"));
        into.stream()
                .filter(arrow -> arrow.endsWith(":null"))
                .forEach(arrow -> complaints.add(arrow + ": to a port that is not there"));
        return complaints;
    }

    private static Set<String> difference(Set<String> all, Set<String> without, Set<String> installed) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(without);
        rest.removeIf(arrow ->
                !installed.containsAll(List.of(arrow.replaceFirst(":.*", "").split(">"))));
        return rest;
    }

    private static String component(Map<String, Object> labels) {
        return String.valueOf(labels.get(COMPONENT));
    }

    private static List<String> components(Object peers) {
        return Manifest.asList(peers).stream()
                .map(peer -> Manifest.asMap(Manifest.in(peer, "podSelector", "matchLabels")))
                .filter(labels -> labels.containsKey(COMPONENT))
                .map(Arrows::component)
                .toList();
    }

    /** Numbers; names are looked up at the pods that are called. */
    private static List<String> ports(Manifests manifests, String called, Map<String, Object> rule) {
        return Manifest.asList(rule.get("ports")).stream()
                .map(port -> port.get("port"))
                .map(port -> port instanceof Integer ? port.toString() : number(manifests, called, port))
                .toList();
    }

    private static String number(Manifests manifests, String component, Object name) {
        return manifests
                .kinds("Deployment")
                .filter(deployment -> deployment.component().equals(component))
                .flatMap(deployment -> Manifest.asList(deployment.container().get("ports")).stream())
                .filter(port -> port.get("name").equals(name))
                .map(port -> String.valueOf(port.get("containerPort")))
                .findFirst()
                .orElse("null");
    }
}
