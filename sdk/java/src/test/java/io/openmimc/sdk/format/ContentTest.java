package io.openmimc.sdk.format;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.openmimc.sdk.format.FileLink.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {
    private static final Text TEXT = new Text("TEXT_12345", 1516763973000L, "hello");
    private static final FriendRequest REQUEST = new FriendRequest("ADD_FRIEND_REQUEST_7", 1, "alice");

    @Test
    void whatIsBuiltIsParsedAsTheSame() {
        List<Content> all = List.of(
                Ping.of("alice"),
                Pong.to(Ping.of("alice"), "bob"),
                Text.of("欢迎 👋 \"\\\n\u0000\u2028"),
                Text.of(""),
                FileLink.of(Kind.PIC_FILE, "https://files.example.com/a.jpg?b=1&c=%20"),
                FileLink.of(Kind.AUDIO_FILE, "not a url"),
                FileLink.of(Kind.BIN_FILE, "https://files.example.com/文件"),
                Recall.of(TEXT),
                Recall.of(FileLink.of(Kind.BIN_FILE, "u")),
                Read.of(TEXT),
                Read.of(Other.of("GIFT", "1")),
                REQUEST,
                FriendResponse.to(REQUEST, "bob", true),
                FriendResponse.to(REQUEST, "bob", false),
                Other.of("GIFT", "{\"stars\":[1,2.50,1E+400],\"for\":null}"),
                Other.of("GIFT", "\"a string\""),
                Other.of("GIFT", "null"),
                new Text("any id", 0, "oldest"),
                new Text("any id", 999_999_999_999_999_999L, "newest"));
        MessageFormatsPage page = new MessageFormatsPage();
        assertThat(all).allSatisfy(content -> {
            assertThat(Content.parse(content.toBytes())).contains(content);
            assertThat(page.errors("message", new String(content.toBytes(), UTF_8)))
                    .isEmpty();
        });
    }

    @Test
    void aMessageIsWrittenAsExistingAppsExpectIt() {
        assertThat(new String(TEXT.toBytes(), UTF_8))
                .isEqualTo("{\"version\":0,\"msgId\":\"TEXT_12345\",\"msgType\":\"TEXT\","
                        + "\"timestamp\":\"1516763973000\",\"payload\":\"hello\"}");
    }

    @Test
    void aNewMessageHasAnIdOfItsOwnAndTheTimeOfNow() {
        long before = System.currentTimeMillis();
        Text first = Text.of("a");
        Text second = Text.of("a");
        assertThat(first.msgId()).startsWith("TEXT_").isNotEqualTo(second.msgId());
        assertThat(first.timestamp()).isBetween(before, System.currentTimeMillis());
        assertThat(Ping.of("alice").msgId()).startsWith("PING_");
        assertThat(FileLink.of(Kind.PIC_FILE, "u").msgId()).startsWith("PIC_FILE_");
        assertThat(FriendRequest.of("alice").msgId()).startsWith("ADD_FRIEND_REQUEST_");
        assertThat(Other.of("GIFT", "1").msgId()).startsWith("GIFT_");
    }

    @Test
    void anAnswerKeepsTheNumberOfWhatItAnswers() {
        assertThat(Pong.to(new Ping("PING_12345", 1, "alice"), "bob").msgId()).isEqualTo("PONG_12345");
        assertThat(FriendResponse.to(REQUEST, "bob", true).msgId()).isEqualTo("ADD_FRIEND_RESPONSE_7");
        assertThat(Read.of(new Text("an id of another kind", 1, "")).msgId())
                .isEqualTo("TEXT_READ_an id of another kind");
    }

    @Test
    void aRecallSaysWhichMessageItTakesBack() {
        Recall recall = Recall.of(TEXT);
        assertThat(recall.msgId()).isEqualTo("TEXT_RECALL_12345");
        assertThat(recall.msgType()).isEqualTo("TEXT_RECALL");
        assertThat(recall.recalledType()).isEqualTo("TEXT");
        assertThat(recall.recalledMsgId()).isEqualTo(TEXT.msgId());
    }

    @ParameterizedTest
    @EnumSource
    void aReadSaysWhichMessageWasRead(Kind kind) {
        FileLink file = new FileLink(kind.name() + "_12345", 1, kind, "u");
        Read read = Read.of(file);
        assertThat(read.msgId()).isEqualTo(kind.name() + "_READ_12345");
        assertThat(read.msgType()).isEqualTo(kind.name() + "_READ");
        assertThat(read.readType()).isEqualTo(kind.name());
        assertThat(read.readMsgId()).isEqualTo(file.msgId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "{",
                "null",
                "5",
                "\"TEXT\"",
                "[]",
                "{}",
                "{version:0,msgId:\"1\",msgType:\"TEXT\",timestamp:\"1\",payload:\"a\"}",
                "{\"version\":0,\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":\"1\",\"payload\":\"a\"} x",
                "{\"version\":0,\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":\"1\",\"payload\":\"a\"",
                "{\"version\":0,\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":\"1\"}",
                "{\"msgId\":1,\"msgType\":\"TEXT\",\"timestamp\":\"1\",\"payload\":\"a\"}",
                "{\"msgId\":\"\",\"msgType\":\"TEXT\",\"timestamp\":\"1\",\"payload\":\"a\"}",
                "{\"msgId\":\"1\",\"msgType\":5,\"timestamp\":\"1\",\"payload\":\"a\"}",
                "{\"msgId\":\"1\",\"msgType\":\"\",\"timestamp\":\"1\",\"payload\":\"a\"}",
                "{\"msgId\":\"1\",\"msgType\":\"TEXT\",\"payload\":\"a\"}",
                "{\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":\"\",\"payload\":\"a\"}",
                "{\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":\"yesterday\",\"payload\":\"a\"}",
                "{\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":-1,\"payload\":\"a\"}",
                "{\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":1.5,\"payload\":\"a\"}",
                "{\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":\"9999999999999999999\",\"payload\":\"a\"}",
                "{\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":null,\"payload\":\"a\"}",
                "{\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":[1],\"payload\":\"a\"}",
                "{\"version\":1,\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":\"1\",\"payload\":\"a\"}",
                "{\"version\":\"0\",\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":\"1\",\"payload\":\"a\"}",
                "{\"version\":4294967296,\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":\"1\",\"payload\":\"a\"}",
                "{\"msgId\":\"1\",\"msgType\":\"GIFT\",\"timestamp\":\"1\",\"payload\":1e99999999999}",
                "{\"msgId\":\"1\",\"msgType\":\"GIFT\",\"timestamp\":\"1\",\"payload\":12e2147483647}",
                "{\"msgId\":\"1\",\"msgType\":\"GIFT\",\"timestamp\":\"1\",\"payload\":NaN}",
            })
    void whatIsNoMessageIsEmpty(String payload) {
        assertThat(parse(payload)).isEmpty();
    }

    @Test
    void bytesThatAreNoTextInUtf8AreEmpty() {
        assertThat(Content.parse(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1})).isEmpty();
        assertThat(Content.parse(new String(TEXT.toBytes(), UTF_8).getBytes(UTF_16)))
                .isEmpty();
    }

    @Test
    void moreThanAMebibyteIsNotLookedAt() {
        int around = new Text("TEXT_1", 1, "").toBytes().length;
        Text largest = new Text("TEXT_1", 1, "a".repeat(Content.MAX_BYTES - around));
        assertThat(Content.parse(largest.toBytes())).contains(largest);
        assertThat(Content.parse(new Text("TEXT_1", 1, largest.text() + "a").toBytes()))
                .isEmpty();
    }

    @Test
    void whatIsNestedTooDeepIsEmpty() {
        assertThat(parse(gift(nested(31)))).containsInstanceOf(Other.class);
        assertThat(parse(gift(nested(32)))).isEmpty();
        assertThat(parse("[".repeat(Content.MAX_BYTES))).isEmpty();
        assertThat(parse("{\"a\":".repeat(100_000))).isEmpty();
    }

    @Test
    void aNumberIsReadOnlyWhereItIsNotTooLong() {
        assertThat(parse(gift("1".repeat(1_000)))).containsInstanceOf(Other.class);
        assertThat(parse(gift("1".repeat(1_001)))).isEmpty();
        assertThat(parse(gift("1." + "1".repeat(100_000)))).isEmpty();
    }

    @Test
    void aNumberBeyondADoubleKeepsItsValue() {
        assertThat(parse(gift("[1e400,0.10,12345678901234567890123]")))
                .contains(new Other("1", 2, "GIFT", "[1E+400,0.10,12345678901234567890123]"));
    }

    @Test
    void fieldsThatTheFormatsDoNotHaveAreIgnored() {
        assertThat(parse("{\"from\":{\"x\":[]},\"version\":0,\"msgId\":\"TEXT_12345\",\"msgType\":\"TEXT\","
                        + "\"timestamp\":\"1516763973000\",\"payload\":\"hello\",\"extra\":1}"))
                .contains(TEXT);
        assertThat(parse("{\"msgId\":\"1\",\"msgType\":\"TEXT_READ\",\"timestamp\":\"2\","
                        + "\"payload\":{\"read_msgId\":\"3\",\"device\":\"phone\"}}"))
                .contains(new Read("1", 2, "TEXT", "3"));
    }

    @Test
    void aTimestampMayBeANumberAndTheVersionMissing() {
        assertThat(parse("{\"msgId\":\"TEXT_12345\",\"msgType\":\"TEXT\",\"timestamp\":1516763973000,"
                        + "\"payload\":\"hello\"}"))
                .contains(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VIDEO_FILE", "_RECALL", "_READ", "RECALL", "text", "TEXT ", "TEXT_RECALL_", "欢迎"})
    void aTypeThatIsNotKnownKeepsItsPayload(String type) {
        String payload = "{\"recall_msgId\":\"1\",\"read_msgId\":\"2\"}";
        assertThat(parse("{\"version\":0,\"msgId\":\"1\",\"msgType\":\"" + type + "\",\"timestamp\":\"2\",\"payload\":"
                        + payload + "}"))
                .contains(new Other("1", 2, type, payload));
    }

    @Test
    void aKnownTypeWithAnotherPayloadKeepsIt() {
        List.of("5", "null", "{}", "[\"a\"]", "true").forEach(payload -> {
            for (String type : List.of("PING", "TEXT", "PIC_FILE", "TEXT_RECALL", "TEXT_READ", "ADD_FRIEND_RESPONSE")) {
                assertThat(parse("{\"msgId\":\"1\",\"msgType\":\"" + type + "\",\"timestamp\":\"2\",\"payload\":"
                                + payload + "}"))
                        .contains(new Other("1", 2, type, payload));
            }
        });
    }

    @Test
    void anUnpairedSurrogateBecomesAQuestionMark() {
        Content text = parse("{\"msgId\":\"1\",\"msgType\":\"TEXT\",\"timestamp\":\"2\",\"payload\":\"a\\ud83d\"}")
                .orElseThrow();
        assertThat(Content.parse(text.toBytes())).contains(new Text("1", 2, "a?"));
    }

    @Test
    void damagedAndCutMessagesDoNotMakeItThrow() {
        Random random = new Random(7); // the same every time
        for (MessageFormatsPage.Example example : new MessageFormatsPage().examples()) {
            byte[] whole = example.json().getBytes(UTF_8);
            for (int length = 0; length < whole.length; length++) {
                assertThat(Content.parse(Arrays.copyOf(whole, length))).isEmpty();
            }
            for (int i = 0; i < 5_000; i++) {
                byte[] damaged = whole.clone();
                for (int n = 0; n <= i % 4; n++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                Content.parse(damaged).ifPresent(content -> assertThat(Content.parse(content.toBytes()))
                        .contains(content));
            }
        }
    }

    @Test
    void whatCannotBeWrittenIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Text("", 1, "a"))
                .withMessage("msgId: empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Text("1", -1, "a"))
                .withMessageStartingWith("timestamp: not between 0 and ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Text("1", Long.MAX_VALUE, "a"))
                .withMessageStartingWith("timestamp: not between 0 and ");
        assertThatIllegalArgumentException().isThrownBy(() -> Ping.of("")).withMessage("account: empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FileLink.of(Kind.PIC_FILE, ""))
                .withMessage("url: empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Recall("1", 2, "TEXT", ""))
                .withMessage("recalledMsgId: empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Read("1", 2, "", "3"))
                .withMessage("readType: empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FriendRequest.of(""))
                .withMessage("requester: empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FriendResponse.to(REQUEST, "", true))
                .withMessage("responder: empty");
        for (String payload : List.of("", "hello", "{", "1,\"version\":2", "1}{")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Other.of("GIFT", payload))
                    .withMessage("payload: not JSON");
        }
    }

    @Test
    void whatPeopleWriteIsNotInToString() {
        assertThat(List.of(TEXT, new FileLink("1", 2, Kind.BIN_FILE, "hello"), new Other("1", 2, "GIFT", "\"hello\"")))
                .allSatisfy(content -> assertThat(content.toString()).doesNotContain("hello"));
    }

    private static Optional<Content> parse(String payload) {
        return Content.parse(payload.getBytes(UTF_8));
    }

    private static String gift(String payload) {
        return "{\"msgId\":\"1\",\"msgType\":\"GIFT\",\"timestamp\":\"2\",\"payload\":" + payload + "}";
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }
}
