package io.openmimc.kit.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request and what has to come back: always an envelope.
 *
 * @param name what is odd about it
 * @param bytes the whole request, a character a byte
 * @param statuses HTTP statuses that are right
 * @param code the envelope's code; 0: the one that goes with the status
 * @param message a part of the envelope's message
 */
public record HostileRequest(String name, String bytes, Set<Integer> statuses, int code, String message) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");

    /** Sends it and compares. */
    public void check(Target target) throws IOException {
        String answer = RawHttp.exchange(target.host(), target.port(), bytes);
        int split = answer.indexOf("\r\n\r\n");
        assertThat(split).as("%s: has a head: %s", name, answer).isPositive();
        String head = answer.substring(0, split);
        Matcher status = STATUS.matcher(head);
        assertThat(status.find()).as("%s: %s", name, head).isTrue();
        assertThat(Integer.parseInt(status.group(1))).as("%s: %s", name, answer).isIn(statuses);
        assertThat(head.toLowerCase(Locale.ROOT)).as(name).contains("content-type: application/json");
        if (target.admin()) {
            assertThat(head).as(name).doesNotContainIgnoringCase("access-control-allow-origin");
        } else {
            assertThat(head).as(name).containsIgnoringCase("access-control-allow-origin: ");
        }
        assertThat(head)
                .as(name)
                .containsIgnoringCase("cache-control: ")
                .containsIgnoringCase("x-content-type-options: nosniff");
        JsonNode envelope = envelope(answer.substring(split + 4));
        assertThat(envelope.path("code").asInt())
                .as("%s: %s", name, envelope)
                .isEqualTo(code == 0 ? Integer.parseInt(status.group(1)) : code);
        assertThat(envelope.path("message").asText()).as(name).contains(message);
        assertThat(envelope.has("data")).as(name).isTrue();
    }

    /** The body, whether its length is announced or it comes in chunks. */
    private static JsonNode envelope(String body) throws IOException {
        String json = body.substring(Math.max(0, body.indexOf('{')), body.lastIndexOf('}') + 1);
        return JSON.readTree(json.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public String toString() {
        return name;
    }
}
