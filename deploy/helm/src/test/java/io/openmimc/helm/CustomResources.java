package io.openmimc.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compares manifests of other kinds with schemas of the fields that the chart writes, taken from the definitions of those
 * kinds: {@code src/test/resources}.
 */
final class CustomResources {
    private static final Map<String, String> KINDS = Map.of(
            "monitoring.coreos.com/v1/ServiceMonitor", "service-monitor",
            "monitoring.coreos.com/v1/PrometheusRule", "prometheus-rule",
            "keda.sh/v1alpha1/ScaledObject", "scaled-object",
            "cert-manager.io/v1/Certificate", "certificate",
            "cert-manager.io/v1/Issuer", "issuer",
            "gateway.networking.k8s.io/v1/HTTPRoute", "http-route");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private CustomResources() {}

    /** Whether the kind is one of them. */
    static boolean has(Manifest manifest) {
        return KINDS.containsKey(kind(manifest));
    }

    /** What is wrong with it; empty for nothing. */
    static List<String> complaints(Manifest manifest) {
        Schema schema = SCHEMAS.computeIfAbsent(KINDS.get(kind(manifest)), CustomResources::schema);
        try {
            return schema.validate(JSON.writeValueAsString(manifest.tree()), InputFormat.JSON).stream()
                    .map(error -> manifest.id() + " " + error)
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String kind(Manifest manifest) {
        return manifest.apiVersion() + "/" + manifest.kind();
    }

    private static Schema schema(String name) {
        try (InputStream file = CustomResources.class.getResourceAsStream(name + ".schema.json")) {
            return REGISTRY.getSchema(new String(file.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
