package io.telpher.engines.discovery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON text as maps, lists, strings, numbers and truth values. What is missing or of another kind reads as nothing. */
final class JsonTree {
    private static final JsonFactory JSON = JsonFactory.builder().build();

    private JsonTree() {}

    /** @throws IOException if it is no JSON text */
    static @Nullable Object parse(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return value(parser);
        } catch (JacksonException e) {
            throw new IOException("answered what is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static @Nullable Object value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> null;
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> items = new ArrayList<>();
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == null || token == JsonToken.END_ARRAY) {
                return items;
            }
            items.add(value(parser));
        }
    }

    /** A member of an object. */
    static @Nullable Object member(@Nullable Object tree, String name) {
        return tree instanceof Map<?, ?> members ? members.get(name) : null;
    }

    /** The members of a list. */
    static List<?> items(@Nullable Object tree) {
        return tree instanceof List<?> items ? items : List.of();
    }

    /** A text; a number reads as its digits. */
    static @Nullable String text(@Nullable Object tree) {
        return tree instanceof String || tree instanceof Number ? String.valueOf(tree) : null;
    }

    /** A number, written as one or as text. */
    static long number(@Nullable Object tree, long otherwise) {
        try {
            String text = text(tree);
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
