package io.openmimc.local.store;

import io.openmimc.local.StackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Configuration files that are resources with {@code @NAME@} places. */
final class Texts {
    private Texts() {}

    static String read(String resource) throws IOException {
        try (InputStream in = Texts.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new StackException(resource + " is missing from the class path; build again with ./mvnw package");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static void write(String resource, Map<String, ?> places, Path file) throws IOException {
        String text = read(resource);
        for (Map.Entry<String, ?> place : places.entrySet()) {
            text = text.replace("@" + place.getKey() + "@", place.getValue().toString());
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }
}
