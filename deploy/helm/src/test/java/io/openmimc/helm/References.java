package io.openmimc.helm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What objects say of each other: names, selectors and ports that no schema looks at. */
final class References {
    private final Manifests manifests;
    private final Set<String> otherSecrets;
    private final List<String> complaints = new ArrayList<>();

    private References(Manifests manifests, Set<String> otherSecrets) {
        this.manifests = manifests;
        this.otherSecrets = new HashSet<>(otherSecrets);
        manifests
                .kinds("Certificate")
                .map(made -> made.text("spec", "secretName"))
                .forEach(this.otherSecrets::add);
    }

    /**
     * What is wrong; empty for nothing.
     *
     * @param otherSecrets names of Secrets that are there before
     */
    static List<String> complaints(Manifests manifests, Set<String> otherSecrets) {
        References references = new References(manifests, otherSecrets);
        references.uniqueNames();
        manifests.kinds("Deployment", "Job").forEach(references::pod);
        manifests.kinds("Deployment").forEach(references::deployment);
        manifests.kinds("Service").forEach(references::service);
        manifests.kinds("PodDisruptionBudget").forEach(budget -> references.selects(budget, "selector"));
        manifests.kinds("NetworkPolicy").forEach(policy -> references.selects(policy, "podSelector"));
        manifests.kinds("HorizontalPodAutoscaler", "ScaledObject").forEach(references::scaler);
        manifests.kinds("Ingress").forEach(references::ingress);
        manifests.kinds("HTTPRoute").forEach(references::route);
        manifests.kinds("ServiceMonitor").forEach(references::monitor);
        return references.complaints;
    }

    private void uniqueNames() {
        Set<String> seen = new HashSet<>();
        manifests.all().stream()
                .map(Manifest::id)
                .filter(id -> !seen.add(id))
                .forEach(id -> complaints.add(id + ": comes twice"));
        manifests.all().stream()
                .filter(manifest -> !Chart.NAMESPACE.equals(manifest.text("metadata", "namespace")))
                .forEach(manifest -> complaints.add(manifest.id() + ": is in no namespace"));
    }

    private void pod(Manifest owner) {
        Map<String, Object> pod = owner.pod();
        Map<String, Object> container = owner.container();
        Set<Object> volumes = names(pod.get("volumes"));
        for (Map<String, Object> mount : Manifest.asList(container.get("volumeMounts"))) {
            require(
                    volumes.contains(mount.get("name")),
                    owner,
                    "mounts a volume that it has not: " + mount.get("name"));
        }
        for (Map<String, Object> volume : Manifest.asList(pod.get("volumes"))) {
            configMap(owner, Manifest.in(volume, "configMap", "name"));
            secret(owner, Manifest.in(volume, "secret", "secretName"));
            for (Map<String, Object> source : Manifest.asList(Manifest.in(volume, "projected", "sources"))) {
                secret(owner, Manifest.in(source, "secret", "name"));
            }
        }
        for (Map<String, Object> variable : Manifest.asList(container.get("env"))) {
            secret(owner, Manifest.in(variable, "valueFrom", "secretKeyRef", "name"));
        }
        Manifest.asList(pod.get("imagePullSecrets")).forEach(pull -> secret(owner, pull.get("name")));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            Object port = Manifest.in(container, probe, "httpGet", "port");
            require(
                    port == null || portNames(owner).contains(port),
                    owner,
                    probe + " asks a port that is not there: " + port);
        }
        Object account = pod.get("serviceAccountName");
        require(
                account == null
                        || manifests.find("ServiceAccount", account.toString()).isPresent(),
                owner,
                "has a ServiceAccount that is not there: " + account);
    }

    private void deployment(Manifest deployment) {
        require(
                manifests
                        .podsWith(deployment.map("spec", "selector", "matchLabels"))
                        .equals(List.of(deployment)),
                deployment,
                "does not select its own pods, and those only");
        boolean scaled = manifests
                .kinds("HorizontalPodAutoscaler", "ScaledObject")
                .anyMatch(scaler -> deployment.name().equals(scaler.text("spec", "scaleTargetRef", "name")));
        require(scaled == (deployment.at("spec", "replicas") == null), deployment, "must have replicas or a scaler");
    }

    private void service(Manifest service) {
        List<Manifest> pods = manifests.podsWith(service.map("spec", "selector"));
        require(pods.size() == 1, service, "selects pods of " + pods.size() + " owners");
        for (Map<String, Object> port : service.list("spec", "ports")) {
            for (Manifest pod : pods) {
                Object target = port.get("targetPort");
                require(portNames(pod).contains(target), service, "leads to a port that is not there: " + target);
            }
        }
    }

    private void selects(Manifest selector, String field) {
        require(!manifests.podsWith(selector.map("spec", field, "matchLabels")).isEmpty(), selector, "selects no pods");
    }

    private void scaler(Manifest scaler) {
        String target = scaler.text("spec", "scaleTargetRef", "name");
        require(manifests.find("Deployment", target).isPresent(), scaler, "scales what is not there: " + target);
    }

    private void ingress(Manifest ingress) {
        for (Map<String, Object> rule : ingress.list("spec", "rules")) {
            for (Map<String, Object> path : Manifest.asList(Manifest.in(rule, "http", "paths"))) {
                backend(
                        ingress,
                        Manifest.in(path, "backend", "service", "name"),
                        "name",
                        Manifest.in(path, "backend", "service", "port", "name"));
            }
        }
        for (Map<String, Object> tls : ingress.list("spec", "tls")) {
            secret(ingress, tls.get("secretName"));
        }
    }

    private void route(Manifest route) {
        for (Map<String, Object> rule : route.list("spec", "rules")) {
            for (Map<String, Object> backend : Manifest.asList(rule.get("backendRefs"))) {
                backend(route, backend.get("name"), "port", backend.get("port"));
            }
        }
    }

    private void backend(Manifest from, Object service, String field, Object port) {
        boolean there = manifests.find("Service", String.valueOf(service)).stream()
                .flatMap(found -> found.list("spec", "ports").stream())
                .anyMatch(each -> port != null && port.equals(each.get(field)));
        require(there, from, "leads to a Service or port that is not there: " + service + " " + port);
    }

    private void monitor(Manifest monitor) {
        Map<String, Object> wanted = monitor.map("spec", "selector", "matchLabels");
        Set<Object> ports = manifests
                .kinds("Service")
                .filter(service -> service.labels().entrySet().containsAll(wanted.entrySet()))
                .flatMap(service -> names(service.at("spec", "ports")).stream())
                .collect(Collectors.toSet());
        for (Map<String, Object> endpoint : monitor.list("spec", "endpoints")) {
            require(ports.equals(Set.of(endpoint.get("port"))), monitor, "must select one port, not " + ports);
        }
    }

    private void configMap(Manifest owner, Object name) {
        require(
                name == null || manifests.find("ConfigMap", name.toString()).isPresent(),
                owner,
                "has a ConfigMap that is not there: " + name);
    }

    private void secret(Manifest owner, Object name) {
        require(
                name == null
                        || otherSecrets.contains(name.toString())
                        || manifests.find("Secret", name.toString()).isPresent(),
                owner,
                "has a Secret that is not there: " + name);
    }

    private static Set<Object> names(Object list) {
        return Manifest.asList(list).stream().map(each -> each.get("name")).collect(Collectors.toSet());
    }

    private static Set<Object> portNames(Manifest owner) {
        return names(owner.container().get("ports"));
    }

    private void require(boolean right, Manifest manifest, String complaint) {
        if (!right) {
            complaints.add(manifest.id() + ": " + complaint);
        }
    }

    /** Names of Secrets that values speak of. */
    static Set<String> secretsOf(Object values) {
        if (!(values instanceof Map)) {
            return Set.of();
        }
        return Manifest.asMap(values).entrySet().stream()
                .flatMap(entry -> {
                    String key = entry.getKey();
                    boolean pull = key.equals("pullSecrets");
                    return pull
                            ? names(entry.getValue()).stream().map(String::valueOf)
                            : key.endsWith("Secret")
                                    ? Stream.of(String.valueOf(entry.getValue()))
                                    : secretsOf(entry.getValue()).stream();
                })
                .collect(Collectors.toSet());
    }
}
