package io.openmimc.proto.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.TextFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of {@link Breaks}, seen to bite: one thing is changed in a file, and named. */
class BreaksTest {
    private static final String FILE =
            """
            name: "a.proto" package: "p" syntax: "proto3"
            message_type {
              name: "M"
              field { name: "id" number: 1 label: LABEL_OPTIONAL type: TYPE_INT64 }
              field { name: "names" number: 2 label: LABEL_REPEATED type: TYPE_INT32 }
              field { name: "left" number: 3 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".p.M" oneof_index: 0 }
              field { name: "old" number: 4 label: LABEL_OPTIONAL type: TYPE_BOOL options { deprecated: true } }
              oneof_decl { name: "side" }
              enum_type {
                name: "Inner"
                value { name: "NONE" number: 0 }
                value { name: "SOME" number: 1 }
                value { name: "PAST" number: 2 options { deprecated: true } }
                reserved_range { start: 5 end: 6 }
              }
              reserved_range { start: 8 end: 10 }
              reserved_name: "gone"
            }
            message_type { name: "Spare" options { deprecated: true } }
            enum_type { name: "Unused" value { name: "U" number: 0 } options { deprecated: true } }
            service {
              name: "S"
              method { name: "Call" input_type: ".p.M" output_type: ".p.M" client_streaming: true }
              method { name: "Past" input_type: ".p.M" output_type: ".p.M" options { deprecated: true } }
            }
            service { name: "T" options { deprecated: true } }
            """;

    @Test
    void whatStaysTheSameBreaksNothing() {
        assertThat(breaks(FILE)).isEmpty();
    }

    @ParameterizedTest(name = "{2}: {0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "name: \"id\" number: 1|name: \"ident\" number: 1|p.M.id = 1: name changed",
                "name: \"id\" number: 1|name: \"id\" number: 1 json_name: \"ID\"|p.M.id = 1: name in JSON changed",
                "label: LABEL_OPTIONAL type: TYPE_INT64|label: LABEL_OPTIONAL type: TYPE_STRING|p.M.id = 1: type changed",
                "type_name: \".p.M\" oneof_index|type_name: \".p.Spare\" oneof_index|p.M.left = 3: type changed",
                "label: LABEL_REPEATED type: TYPE_INT32|label: LABEL_OPTIONAL type: TYPE_INT32|p.M.names = 2: label changed",
                "type: TYPE_INT64|type: TYPE_INT64 proto3_optional: true|p.M.id = 1: presence changed",
                "type: TYPE_INT32|type: TYPE_INT32 options { packed: false }|p.M.names = 2: packing changed",
                "type: TYPE_INT64|type: TYPE_INT64 default_value: \"7\"|p.M.id = 1: default changed",
                "type: TYPE_INT64|type: TYPE_INT64 oneof_index: 0|p.M.id = 1: oneof changed from none to side",
                "oneof_index: 0||p.M.left = 3: oneof changed from side to none",
                "name: \"side\"|name: \"hand\"|p.M.left = 3: oneof changed from side to hand",
                "syntax: \"proto3\"|syntax: \"proto2\"|p.M: syntax changed",
                "name: \"SOME\" number: 1|name: \"MANY\" number: 1|p.M.Inner.SOME = 1: name changed to MANY",
                "name: \"SOME\" number: 1|name: \"SOME\" number: 3|p.M.Inner.SOME = 1: number changed",
                "start: 8 end: 10|start: 8 end: 9|p.M: what the last release has reserved",
                "reserved_name: \"gone\"||p.M: what the last release has reserved",
                "start: 5 end: 6|start: 6 end: 6|p.M.Inner: what the last release has reserved",
                "input_type: \".p.M\" output_type: \".p.M\" client_streaming|input_type: \".p.Spare\" output_type: \".p.M\""
                        + " client_streaming|rpc p.S/Call: request changed",
                "output_type: \".p.M\" client_streaming|output_type: \".p.Spare\" client_streaming|rpc p.S/Call: response"
                        + " changed",
                "client_streaming: true|client_streaming: false|rpc p.S/Call: stream of requests changed",
                "client_streaming: true|client_streaming: true server_streaming: true|rpc p.S/Call: stream of responses"
                        + " changed",
                "package: \"p\"|package: \"q\"|message p.M: gone",
            })
    void changeIsNamed(String before, String after, String named) {
        assertThat(breaks(FILE.replace(before, after == null ? "" : after)))
                .anySatisfy(line -> assertThat(line).contains(named));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "field { name: \"id\" number: 1 label: LABEL_OPTIONAL type: TYPE_INT64 }",
                "value { name: \"SOME\" number: 1 }",
                "method { name: \"Call\" input_type: \".p.M\" output_type: \".p.M\" client_streaming: true }",
            })
    void whatIsInUseMayNotGo(String line) {
        assertThat(breaks(FILE.replace(line, "")))
                .anySatisfy(found -> assertThat(found).contains("does not say deprecated"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message_type { name: \"Spare\" options { deprecated: true } }",
                "enum_type { name: \"Unused\" value { name: \"U\" number: 0 } options { deprecated: true } }",
                "method { name: \"Past\" input_type: \".p.M\" output_type: \".p.M\" options { deprecated: true } }",
                "service { name: \"T\" options { deprecated: true } }",
            })
    void whatIsDeprecatedMayGo(String line) {
        assertThat(breaks(FILE.replace(line, ""))).isEmpty();
        assertThat(Breaks.between(
                        Contract.of(file(FILE.replace("deprecated: true", "deprecated: false"))),
                        Contract.of(file(FILE.replace(line, "")))))
                .isNotEmpty();
    }

    @Test
    void deprecatedFieldThatGoesLeavesItsNumberAndItsNameReserved() {
        String without = FILE.replace(
                "field { name: \"old\" number: 4 label: LABEL_OPTIONAL type: TYPE_BOOL options { deprecated: true } }",
                "");
        assertThat(breaks(without))
                .containsExactly("field p.M.old = 4: gone, but its number and its name are not reserved");
        String number = "reserved_range { start: 4 end: 5 } reserved_range { start: 8 end: 10 }";
        assertThat(breaks(without.replace("reserved_range { start: 8 end: 10 }", number)))
                .hasSize(1);
        assertThat(breaks(without.replace("reserved_range { start: 8 end: 10 }", number + " reserved_name: \"old\"")))
                .isEmpty();
    }

    @Test
    void deprecatedValueThatGoesLeavesItsNumberAndItsNameReserved() {
        String without = FILE.replace("value { name: \"PAST\" number: 2 options { deprecated: true } }", "");
        assertThat(breaks(without))
                .containsExactly("value p.M.Inner.PAST = 2: gone, but its number and its name are not reserved");
        assertThat(
                        breaks(
                                without.replace(
                                        "reserved_range { start: 5 end: 6 }",
                                        "reserved_range { start: 2 end: 2 } reserved_range { start: 5 end: 6 } reserved_name: \"PAST\"")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "field { name: \"more\" number: 5 label: LABEL_OPTIONAL type: TYPE_INT64 } oneof_decl",
                "nested_type { name: \"N\" } oneof_decl",
            })
    void whatIsAddedBreaksNothing(String added) {
        assertThat(breaks(FILE.replace("oneof_decl", added))).isEmpty();
    }

    @Test
    void newFieldIsNotRequired() {
        String required = "field { name: \"more\" number: 5 label: LABEL_REQUIRED type: TYPE_INT64 } oneof_decl";
        assertThat(breaks(FILE.replace("oneof_decl", required)))
                .containsExactly("p.M.more: new and required, old ones lack it");
    }

    private static List<String> breaks(String after) {
        return Breaks.between(Contract.of(file(FILE)), Contract.of(file(after)));
    }

    private static List<FileDescriptorProto> file(String text) {
        try {
            return List.of(TextFormat.parse(text, FileDescriptorProto.class));
        } catch (TextFormat.ParseException e) {
            throw new AssertionError(text, e);
        }
    }
}
