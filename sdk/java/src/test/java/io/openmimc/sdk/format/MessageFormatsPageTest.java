package io.openmimc.sdk.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That docs/message-formats.md, its schemas and this package say the same. */
class MessageFormatsPageTest {
    private static final Map<String, Class<? extends Content>> TYPES = Map.of(
            "ping", Ping.class,
            "pong", Pong.class,
            "text", Text.class,
            "file", FileLink.class,
            "recall", Recall.class,
            "read", Read.class,
            "friend-request", FriendRequest.class,
            "friend-response", FriendResponse.class,
            "message", Other.class);

    private final MessageFormatsPage page = new MessageFormatsPage();

    @Test
    void everySchemaIsLinkedAndHasAnExample() {
        assertThat(page.schemas()).containsExactlyInAnyOrderElementsOf(TYPES.keySet());
        assertThat(page.examples())
                .extracting(MessageFormatsPage.Example::schema)
                .containsOnlyElementsOf(TYPES.keySet())
                .contains(TYPES.keySet().toArray(String[]::new));
    }

    @Test
    void everySchemaIsOneOf2020AndHasNoMistake() throws Exception {
        for (String name : page.schemas()) {
            String text = Files.readString(Path.of("../../docs/message-formats/" + name + ".schema.json"));
            assertThat(JsonMapper.builder()
                            .build()
                            .readTree(text)
                            .path("$schema")
                            .asText())
                    .isEqualTo("https://json-schema.org/draft/2020-12/schema");
            assertThat(MessageFormatsPage.errorsOfSchema(text)).as(name).isEmpty();
        }
    }

    @Test
    void everyExampleIsAsItsSchemaWantsIt() {
        page.examples().forEach(example -> {
            assertThat(page.errors(example.schema(), example.json()))
                    .as(example.json())
                    .isEmpty();
            assertThat(page.errors("message", example.json()))
                    .as(example.json())
                    .isEmpty();
        });
    }

    @Test
    void everyExampleIsParsedAsItsTypeAndWrittenToTheLetter() {
        page.examples().forEach(example -> {
            Content content = Content.parse(example.json().getBytes(UTF_8)).orElseThrow();
            assertThat(content).isInstanceOf(TYPES.get(example.schema()));
            assertThat(new String(content.toBytes(), UTF_8)).isEqualTo(example.json());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ping", "pong", "text", "file", "recall", "read", "friend-request", "friend-response", "message"
            })
    void schemasRefuseWhatLacksAFieldAndWhatIsOfAnotherType(String schema) {
        String example = page.example(schema);
        for (String field : new String[] {"version", "msgId", "msgType", "timestamp", "payload"}) {
            assertThat(page.errors(schema, example.replace('"' + field + '"', "\"another\"")))
                    .as(field)
                    .isNotEmpty();
        }
        assertThat(page.errors(schema, example.replace("\"version\":0", "\"version\":1")))
                .isNotEmpty();
        assertThat(page.errors(schema, example.replaceAll("\"timestamp\":\"\\d+\"", "\"timestamp\":\"now\"")))
                .isNotEmpty();
        assertThat(page.errors(schema, "[]")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ping|\"alice\"|5",
                "pong|\"bob\"|\"\"",
                "text|\"欢迎使用小米即时消息云(MIMC)\"|{}",
                "file|PIC_FILE|PIC",
                "file|\"https://files.example.com/2018/01/24/harbour.jpg\"|null",
                "recall|TEXT_RECALL|TEXT",
                "recall|recall_msgId|read_msgId",
                "read|_READ|_SEEN",
                "read|{\"read_msgId\":\"TEXT_12345\"}|\"TEXT_12345\"",
                "friend-request|\"alice\"|7",
                "friend-response|true|\"true\"",
                "friend-response|add_responser|add_responder",
            })
    void whatASchemaRefusesIsNotParsedAsItsType(String schema, String part, String wrong) {
        String json = page.example(schema).replace(part, wrong);
        assertThat(page.errors(schema, json)).as(json).isNotEmpty();
        assertThat(Content.parse(json.getBytes(UTF_8)).orElseThrow())
                .as(json)
                .isInstanceOf(Other.class)
                .satisfies(
                        other -> assertThat(new String(other.toBytes(), UTF_8)).isEqualTo(json));
    }
}
