package io.openmimc.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** What values.yaml says of each value: its key, its default, and the comment before it that begins with {@code # --}. */
final class ValuesTable {
    private static final Pattern KEY = Pattern.compile("^( *)([A-Za-z0-9_-]+):.*");
    private static final Pattern COMMENT = Pattern.compile("^ *# ?(-- )?(.*)$");
    private static final int INDENT = 2;
    /** Their blocks hold what `defaults` explains. */
    private static final Set<String> SERVICES = Set.of("account", "gateway", "topic", "history", "contact", "callback");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> comments = new LinkedHashMap<>();
    private final List<String> keys = new ArrayList<>();
    private final Map<String, Object> values;

    private ValuesTable(Map<String, Object> values) {
        this.values = values;
    }

    static ValuesTable of(String yaml) {
        ValuesTable table = new ValuesTable(Manifest.asMap(new Yaml().load(yaml)));
        Deque<String> path = new ArrayDeque<>();
        StringBuilder comment = new StringBuilder();
        for (String line : yaml.lines().toList()) {
            Matcher said = COMMENT.matcher(line);
            Matcher key = KEY.matcher(line);
            if (said.matches()) {
                if (said.group(1) != null) {
                    comment.setLength(0);
                    comment.append(said.group(2));
                } else if (!comment.isEmpty()) {
                    comment.append(' ').append(said.group(2));
                }
            } else if (key.matches() && key.group(1).length() <= path.size() * INDENT) {
                while (path.size() * INDENT > key.group(1).length()) {
                    path.removeLast();
                }
                path.addLast(key.group(2));
                String name = String.join(".", path);
                table.keys.add(name);
                if (!comment.isEmpty()) {
                    table.comments.put(name, comment.toString());
                }
                comment.setLength(0);
            } else {
                comment.setLength(0);
            }
        }
        return table;
    }

    /** Values without a comment, neither of their own nor of what they are in. */
    List<String> unexplained() {
        return keys.stream()
                .filter(key -> !SERVICES.contains(key))
                .filter(key -> keys.stream().noneMatch(other -> other.startsWith(key + ".")))
                .filter(key -> comments.keySet().stream()
                        .noneMatch(explained -> key.equals(explained) || key.startsWith(explained + ".")))
                .toList();
    }

    String markdown() {
        StringBuilder table = new StringBuilder("| value | default | what it is |\n| --- | --- | --- |\n");
        comments.forEach((key, comment) -> table.append("| `")
                .append(key)
                .append("` | `")
                .append(json(value(key)).replace("|", "\\|"))
                .append("` | ")
                .append(comment.replace("|", "\\|"))
                .append(" |\n"));
        return table.toString();
    }

    private Object value(String key) {
        return Manifest.in(values, key.split("\\."));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
