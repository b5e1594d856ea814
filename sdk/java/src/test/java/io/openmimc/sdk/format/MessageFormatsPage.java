package io.openmimc.sdk.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** docs/message-formats.md: its examples, and the schemas that it links to. */
final class MessageFormatsPage {
    /** An example on the page, and the name of the schema that is linked above it. */
    record Example(String schema, String json) {}

    private static final Path DOCS = Path.of("../../docs");
    private static final Path SCHEMAS = DOCS.resolve("message-formats");
    private static final String ENDING = ".schema.json";
    private static final Pattern LINK_OR_EXAMPLE =
            Pattern.compile("\\(message-formats/([a-z-]+)\\.schema\\.json\\)|```json\n(.*?)```", Pattern.DOTALL);

    private final TreeMap<String, Schema> schemas = new TreeMap<>();
    private final List<Example> examples = new ArrayList<>();

    MessageFormatsPage() {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                assertThat(name).endsWith(ENDING);
                schemas.put(
                        name.substring(0, name.length() - ENDING.length()),
                        registry.getSchema(Files.readString(file), InputFormat.JSON));
            }
            readExamples(Files.readString(DOCS.resolve("message-formats.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readExamples(String page) {
        Matcher found = LINK_OR_EXAMPLE.matcher(page);
        String schema = "none";
        while (found.find()) {
            if (found.group(1) != null) {
                schema = found.group(1);
            } else {
                examples.add(new Example(schema, found.group(2).strip()));
            }
        }
    }

    List<Example> examples() {
        return examples;
    }

    /** The first example of a schema. */
    String example(String schema) {
        return examples.stream()
                .filter(example -> example.schema().equals(schema))
                .findFirst()
                .orElseThrow()
                .json();
    }

    List<String> schemas() {
        return List.copyOf(schemas.keySet());
    }

    /** What a schema has against this JSON. */
    List<Error> errors(String schema, String json) {
        return schemas.get(schema).validate(json, InputFormat.JSON);
    }

    /** What is wrong with a schema itself. */
    static List<Error> errorsOfSchema(String schema) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
                .validate(schema, InputFormat.JSON);
    }
}
