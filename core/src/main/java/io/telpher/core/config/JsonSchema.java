package io.telpher.core.config;

import io.telpher.core.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON Schema (draft 2020-12) of a configuration, for editors: made of the same shapes that read it. */
public final class JsonSchema {
    private JsonSchema() {}

    /** The schema as JSON text. */
    public static String of(Schema schema, String title) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", title);
        root.putAll(form(schema));
        return Json.pretty(root);
    }

    private static Map<String, Object> form(Schema schema) {
        return switch (schema) {
            case Schema.Value value -> value(value);
            case Schema.Whole whole -> members("type", "integer", "minimum", whole.min(), "maximum", whole.max());
            case Schema.Choice choice -> members("enum", choice(choice));
            case Schema.ListOf list -> list(list);
            case Schema.MapOf map -> members("type", "object", "additionalProperties", form(map.value()));
            case Schema.Keys keys -> keys(keys);
            case Schema.AnyOf any ->
                members("anyOf", any.forms().stream().map(JsonSchema::form).toList());
        };
    }

    /** Words that YAML reads as truth values are also allowed as such. */
    private static List<Object> choice(Schema.Choice choice) {
        List<Object> words = new ArrayList<>(choice.words());
        for (Boolean truth : List.of(true, false)) {
            if (choice.words().contains(truth.toString())) {
                words.add(truth);
            }
        }
        return words;
    }

    private static Map<String, Object> value(Schema.Value value) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("description", value.expected());
        switch (value.type()) {
            // To Telpher every single value is text: what looks like a number to an editor is text as well.
            case STRING -> form.put("type", List.of("string", "number", "boolean"));
            case INTEGER -> form.put("type", "integer");
            case NUMBER -> form.put("type", "number");
            case BOOLEAN -> form.put("type", "boolean");
        }
        if (value.pattern() != null) {
            form.put("pattern", "^(?:" + value.pattern() + ")$");
            if (!"1".matches(value.pattern())) {
                form.put("type", "string");
            }
        }
        return form;
    }

    private static Map<String, Object> list(Schema.ListOf list) {
        Map<String, Object> item = form(list.item());
        return members("anyOf", List.of(members("type", "array", "items", item), item));
    }

    private static Map<String, Object> keys(Schema.Keys keys) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Schema.Key key : keys.keys()) {
            Map<String, Object> property = new LinkedHashMap<>(form(key.value()));
            property.put("description", key.help());
            if (key.otherwise() != null) {
                property.put("default", otherwise(key.value(), key.otherwise()));
            }
            properties.put(key.key(), property);
        }
        List<String> required = keys.keys().stream()
                .filter(Schema.Key::required)
                .map(Schema.Key::key)
                .toList();
        Map<String, Object> form = members(
                "type", "object", "description", keys.help(), "properties", properties, "additionalProperties", false);
        if (!required.isEmpty()) {
            form.put("required", required);
        }
        return form;
    }

    private static Object otherwise(Schema schema, String text) {
        return switch (schema) {
            case Schema.Whole whole -> Integer.valueOf(text);
            case Schema.Value value when value.type() == Schema.Type.BOOLEAN -> Boolean.valueOf(text);
            case Schema.Keys keys -> Map.of();
            case Schema.MapOf map -> Map.of();
            case Schema.ListOf list when text.equals("[]") -> List.of();
            default -> text;
        };
    }

    private static Map<String, Object> members(Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return members;
    }
}
