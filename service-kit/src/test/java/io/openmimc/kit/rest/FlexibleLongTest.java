package io.openmimc.kit.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlexibleLongTest {
    record Ids(@JsonId long id, @JsonMillis Long time) {}

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void idsBeyond2To53KeepEveryDigit() throws JsonProcessingException {
        // When
        Ids text = json.readValue("{\"id\":\"9223372036854775807\",\"time\":\"1\"}", Ids.class);
        Ids number = json.readValue("{\"id\":9223372036854775807,\"time\":1}", Ids.class);
        // Then
        assertThat(text).isEqualTo(number).isEqualTo(new Ids(Long.MAX_VALUE, 1L));
        assertThat(json.writeValueAsString(text)).isEqualTo("{\"id\":\"9223372036854775807\",\"time\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "+1", "1.0", "1e3", " 1", "abc", "9223372036854775808", "00000000000000000001", "١"})
    void whatIsNo64BitIntegerIsNone(String text) {
        assertThat(FlexibleLong.parse(text)).isNull();
    }
}
