package io.openmimc.proto.frame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;

/** The byte-exact examples of the wire protocol: vectors.json. */
public record Vectors(List<JsonNode> all) {

    /** Reads vectors.json from the class path. */
    public static Vectors load() {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors.json")) {
            JsonNode root = new ObjectMapper().readTree(in);
            return new Vectors(StreamSupport.stream(root.get("vectors").spliterator(), false)
                    .toList());
        } catch (IOException e) {
            throw new IllegalStateException("vectors.json is unreadable", e);
        }
    }

    /** All of one kind: adler32, rc4, tcp-body-key, secmsg-payload-key, bind-signature, ws-frame, tcp-packet, captured. */
    public List<JsonNode> ofKind(String kind) {
        return all.stream().filter(v -> v.get("kind").asText().equals(kind)).toList();
    }

    /** The one with this id. */
    public JsonNode byId(String id) {
        return all.stream()
                .filter(v -> v.get("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The whole frame of a ws-frame or tcp-packet vector; another field of a captured one. */
    public static byte[] bytes(JsonNode vector, String field) {
        return HexFormat.of().parseHex(vector.get("output").get(field).asText());
    }
}
