package io.telpher.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaTest {

    @Test
    void the_json_schema_says_what_is_known_required_and_default() {
        assertThat(JsonSchema.of(MappingTest.HEALTH.schema(), "Health")).isEqualTo("""
                {
                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "title": "Health",
                  "type": "object",
                  "description": "Active checks.",
                  "properties": {
                    "http": {
                      "description": "The path.",
                      "type": [
                        "string",
                        "number",
                        "boolean"
                      ]
                    },
                    "interval": {
                      "description": "Between two checks.",
                      "type": "string",
                      "pattern": "^(?:(\\\\d+(?:\\\\.\\\\d+)?)(ms|s|m|h|d))$",
                      "default": "10s"
                    }
                  },
                  "additionalProperties": false,
                  "required": [
                    "http"
                  ]
                }
                """);
    }

    @Test
    void lists_maps_and_forms_have_their_words_in_the_json_schema() {
        Shape<?> shape = Shapes.anyOf(Shapes.mapOf(Shapes.bool()), Shapes.list(Shapes.number(1, 2)));
        assertThat(JsonSchema.of(shape.schema(), "T").replaceAll("\\s+", ""))
                .contains("\"anyOf\":[{\"type\":\"object\",\"additionalProperties\":{\"description\":\"trueorfalse\","
                        + "\"type\":\"boolean\"}},{\"anyOf\":[{\"type\":\"array\",\"items\":{\"type\":\"integer\","
                        + "\"minimum\":1,\"maximum\":2}},{\"type\":\"integer\",\"minimum\":1,\"maximum\":2}]}]");
    }

    @Test
    void the_reference_has_a_table_for_each_mapping() {
        assertThat(Reference.of(MappingTest.UPSTREAM.schema(), "Upstreams")).isEqualTo("""
                # Upstreams

                ## The file

                Where requests go.

                | key | value | default | what it is |
                |---|---|---|---|
                | `endpoints` | a list of text | *required* | Addresses. |
                | `health` | a mapping (health check) |  | Checks. |
                | `weight` | a whole number from 0 to 9 | `1` | How much it takes. |

                ## `health`

                Active checks.

                | key | value | default | what it is |
                |---|---|---|---|
                | `http` | text | *required* | The path. |
                | `interval` | a duration with its unit, such as 500ms, 10s, 5m, 2h or 7d | `10s` | Between two checks. |
                """);
    }

    @Test
    void json_escapes_what_would_end_a_string_or_a_line() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put(
                "a\"\\\n\u0000\u2028\ud800",
                Arrays.asList(1, 2L, 0.5, true, null, "\ud83d\ude00", List.of(), Map.of()));
        assertThat(Json.compact(value))
                .isEqualTo("{\"a\\\"\\\\\\n\\u0000\\u2028\\ud800\":[1,2,0.5,true,null,\"\ud83d\ude00\",[],{}]}");
    }
}
