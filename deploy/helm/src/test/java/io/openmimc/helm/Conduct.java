package io.openmimc.helm;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How pods are run: rights, probes, resources, files, settings, and time to end. */
final class Conduct {
    /** Of the drain: CONTRACT of the services' shutdown is in docs/operations.md. */
    private static final int MARGIN_SECONDS = 45;

    private static final List<String> DRAIN = List.of(
            "quarkus.shutdown.delay",
            "openmimc.gateway.drain.notice",
            "openmimc.gateway.drain.spread",
            "openmimc.gateway.drain.finish");
    private static final Pattern SECONDS = Pattern.compile("([0-9]+)[sS]");

    private final Manifests manifests;
    private final List<String> complaints = new ArrayList<>();

    private Conduct(Manifests manifests) {
        this.manifests = manifests;
    }

    /** What is wrong; empty for nothing. */
    static List<String> complaints(Manifests manifests) {
        Conduct conduct = new Conduct(manifests);
        manifests.kinds("Deployment", "Job").forEach(conduct::restricted);
        manifests.kinds("Deployment").forEach(conduct::probed);
        manifests.kinds("Deployment").forEach(conduct::ends);
        manifests.kinds("Deployment", "Job").forEach(conduct::settings);
        return conduct.complaints;
    }

    private void restricted(Manifest owner) {
        Map<String, Object> pod = owner.pod();
        Map<String, Object> container = owner.container();
        equal(owner, true, pod, "securityContext", "runAsNonRoot");
        equal(owner, 10001, pod, "securityContext", "runAsUser");
        equal(owner, "RuntimeDefault", pod, "securityContext", "seccompProfile", "type");
        equal(owner, false, pod, "automountServiceAccountToken");
        equal(owner, null, pod, "hostNetwork");
        equal(owner, false, container, "securityContext", "allowPrivilegeEscalation");
        equal(owner, true, container, "securityContext", "readOnlyRootFilesystem");
        equal(owner, List.of("ALL"), container, "securityContext", "capabilities", "drop");
        equal(owner, null, container, "securityContext", "capabilities", "add");
        require(Manifest.in(container, "resources", "requests", "cpu") != null, owner, "requests no processor");
        require(Manifest.in(container, "resources", "limits", "memory") != null, owner, "has no limit of memory");
        require(
                Manifest.asList(pod.get("volumes")).stream()
                        .anyMatch(volume -> volume.get("name").equals("tmp") && volume.containsKey("emptyDir")),
                owner,
                "has no /tmp");
    }

    private void probed(Manifest deployment) {
        Map<String, Object> container = deployment.container();
        equal(deployment, "/q/health/live", container, "startupProbe", "httpGet", "path");
        equal(deployment, "/q/health/live", container, "livenessProbe", "httpGet", "path");
        equal(deployment, "/q/health/ready", container, "readinessProbe", "httpGet", "path");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            equal(deployment, "management", container, probe, "httpGet", "port");
            require(
                    Manifest.in(container, probe, "failureThreshold") != null,
                    deployment,
                    probe + " does not say how often it may fail");
        }
    }

    /** The grace period must hold what the service is told to take. */
    private void ends(Manifest deployment) {
        Properties properties = properties(deployment);
        int drain = MARGIN_SECONDS;
        boolean told = false;
        for (String property : DRAIN) {
            Matcher seconds = SECONDS.matcher(properties.getProperty(property, ""));
            if (seconds.matches()) {
                drain += Integer.parseInt(seconds.group(1));
                told = true;
            }
        }
        Object grace = deployment.pod().get("terminationGracePeriodSeconds");
        require(told, deployment, "is not told how to end");
        require(
                grace instanceof Integer seconds && seconds >= drain,
                deployment,
                "is killed after " + grace + " s, but may take " + drain);
    }

    private void settings(Manifest owner) {
        Properties properties = properties(owner);
        List<Map<String, Object>> mounts = Manifest.asList(owner.container().get("volumeMounts"));
        properties.forEach((name, value) -> {
            String text = value.toString();
            if (text.startsWith("/etc/openmimc/")) {
                require(fileThere(owner, mounts, text), owner, name + " is a file that is not mounted: " + text);
            }
            if (name.toString().startsWith("openmimc.peers.")) {
                address(owner, name.toString(), text, true);
            } else if (name.equals("openmimc.callbacks.addresses")) {
                address(owner, name.toString(), text, false);
            }
        });
        if (owner.kind().equals("Deployment")) {
            String digest = owner.text("spec", "template", "metadata", "annotations", "openmimc.io/config");
            require(!digest.isEmpty(), owner, "does not roll when its settings change");
        }
    }

    private static boolean fileThere(Manifest owner, List<Map<String, Object>> mounts, String file) {
        return mounts.stream()
                .filter(mount -> file.startsWith(mount.get("mountPath") + "/"))
                .anyMatch(mount -> {
                    String rest =
                            file.substring(mount.get("mountPath").toString().length() + 1);
                    return Manifest.asList(owner.pod().get("volumes")).stream()
                            .filter(volume -> volume.get("name").equals(mount.get("name")))
                            .anyMatch(volume -> holds(volume, rest));
                });
    }

    private static boolean holds(Map<String, Object> volume, String file) {
        return Manifest.in(volume, "secret", "secretName") != null
                        && List.of("tls.crt", "tls.key", "ca.crt").contains(file)
                || Manifest.asList(Manifest.in(volume, "projected", "sources")).stream()
                        .flatMap(source -> Manifest.asList(Manifest.in(source, "secret", "items")).stream())
                        .anyMatch(item -> file.equals(item.get("path")));
    }

    private void address(Manifest owner, String setting, String address, boolean headless) {
        String[] parts = address.split(":");
        if (!parts[0].startsWith(Chart.RELEASE + "-openmimc-")) {
            return; // another release's
        }
        boolean there = manifests.find("Service", parts[0]).stream()
                .filter(service -> !headless || "None".equals(service.at("spec", "clusterIP")))
                .flatMap(service -> service.list("spec", "ports").stream())
                .anyMatch(port -> parts[1].equals(String.valueOf(port.get("port"))));
        require(there, owner, setting + " names a Service or port that is not there: " + address);
    }

    private Properties properties(Manifest owner) {
        Properties properties = new Properties();
        String name = Manifest.asList(owner.pod().get("volumes")).stream()
                .map(volume -> Manifest.in(volume, "configMap", "name"))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst()
                .orElse("");
        String text = manifests
                .find("ConfigMap", name)
                .map(found -> found.text("data", "application.properties"))
                .orElse("");
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private void equal(Manifest owner, Object wanted, Map<String, Object> tree, String... path) {
        Object found = Manifest.in(tree, path);
        require(
                wanted == null ? found == null : wanted.equals(found),
                owner,
                String.join(".", path) + " must be " + wanted + ", not " + found);
    }

    private void require(boolean right, Manifest manifest, String complaint) {
        if (!right) {
            complaints.add(manifest.id() + ": " + complaint);
        }
    }
}
