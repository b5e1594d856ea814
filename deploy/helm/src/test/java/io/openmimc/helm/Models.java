package io.openmimc.helm;

import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares manifests with the Java models of Kubernetes' own kinds, more strictly than an API server does: a field that is
 * not known, one that is missing, a number where text must be, no quantity, a kind that nobody serves any more.
 */
final class Models {
    private static final Map<String, Class<?>> KINDS = Map.of(
            "v1/ConfigMap", V1ConfigMap.class,
            "v1/Secret", V1Secret.class,
            "v1/Service", V1Service.class,
            "v1/ServiceAccount", V1ServiceAccount.class,
            "apps/v1/Deployment", V1Deployment.class,
            "batch/v1/Job", V1Job.class,
            "autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget.class,
            "networking.k8s.io/v1/Ingress", V1Ingress.class,
            "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy.class);

    private final List<String> complaints = new ArrayList<>();

    private Models() {}

    /** What is wrong with it; empty for nothing. */
    static List<String> complaints(Manifest manifest) {
        Class<?> model = KINDS.get(manifest.apiVersion() + "/" + manifest.kind());
        if (model == null) {
            return List.of(manifest.id() + ": nobody knows this kind in " + manifest.apiVersion());
        }
        Models models = new Models();
        models.object(manifest.tree(), model, manifest.id());
        return models.complaints;
    }

    private void value(Object value, Type type, String path) {
        if (type instanceof ParameterizedType generic) {
            collection(value, generic, path);
        } else if (type == String.class) {
            require(value instanceof String, path, "must be text", value);
        } else if (type == Integer.class || type == Long.class) {
            require(value instanceof Integer || value instanceof Long, path, "must be an integer", value);
        } else if (type == Boolean.class) {
            require(value instanceof Boolean, path, "must be true or false", value);
        } else if (type == IntOrString.class) {
            require(value instanceof Integer || value instanceof String, path, "must be an integer or text", value);
        } else if (type == Quantity.class) {
            quantity(value, path);
        } else if (type == byte[].class) {
            require(value instanceof String, path, "must be Base64", value);
        } else if (type instanceof Class<?> model && model.getName().startsWith("io.kubernetes.client.openapi")) {
            object(value, model, path);
        } else {
            complaints.add(path + ": nobody looks at " + type);
        }
    }

    private void collection(Object value, ParameterizedType type, String path) {
        Class<?> raw = (Class<?>) type.getRawType();
        if (Collection.class.isAssignableFrom(raw)) {
            if (require(value instanceof List, path, "must be a list", value)) {
                List<?> items = (List<?>) value;
                for (int i = 0; i < items.size(); i++) {
                    value(items.get(i), type.getActualTypeArguments()[0], path + "[" + i + "]");
                }
            }
        } else if (require(value instanceof Map, path, "must be an object", value)) {
            Manifest.asMap(value).forEach((key, item) -> {
                value(item, type.getActualTypeArguments()[1], path + "." + key);
            });
        }
    }

    private void quantity(Object value, String path) {
        try {
            require(value instanceof Integer || value instanceof String, path, "must be a quantity", value);
            Quantity.fromString(String.valueOf(value));
        } catch (RuntimeException e) {
            complaints.add(path + ": must be a quantity, not " + value);
        }
    }

    private void object(Object value, Class<?> model, String path) {
        if (!require(value instanceof Map, path, "must be an object", value)) {
            return;
        }
        Map<String, Field> fields = new HashMap<>();
        for (Field field : model.getDeclaredFields()) {
            SerializedName name = field.getAnnotation(SerializedName.class);
            if (name != null && !Modifier.isStatic(field.getModifiers())) {
                fields.put(name.value(), field);
            }
        }
        Map<String, Object> object = Manifest.asMap(value);
        object.forEach((key, item) -> {
            Field field = fields.get(key);
            if (field == null) {
                complaints.add(path + "." + key + ": there is no such field");
            } else if (item == null) {
                complaints.add(path + "." + key + ": is empty");
            } else {
                value(item, field.getGenericType(), path + "." + key);
            }
        });
        for (String required : required(model)) {
            if (!object.containsKey(required)) {
                complaints.add(path + "." + required + ": is missing");
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Set<String> required(Class<?> model) {
        try {
            return (Set<String>) model.getField("openapiRequiredFields").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(model + " does not say what it requires", e);
        }
    }

    private boolean require(boolean right, String path, String what, Object value) {
        if (!right) {
            complaints.add(path + ": " + what + ", not " + value);
        }
        return right;
    }
}
