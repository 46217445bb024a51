package io.telpher.gateway.respond;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response that is always the same.
 *
 * @param status its status
 * @param fields its fields
 * @param body its content, or null for none
 */
public record RespondConfig(
        int status, List<Field> fields, @Nullable String body) {
    private static final Shape<Integer> STATUS = Shapes.number(200, 599);

    /** {@code respond: 204}, or a mapping. */
    public static final Shape<RespondConfig> SHAPE =
            Shapes.anyOf(STATUS.map(status -> of(status, null, null)), Mapping.of("respond", "A response.", keys -> {
                Mapping.Key<Integer> status = keys.optional("status", STATUS, "200", "The status.");
                Mapping.Key<String> body = keys.optional("body", Shapes.text(), "The content, as text.");
                Mapping.Key<Map<String, String>> fields = keys.optional(
                        "fields",
                        Shapes.mapOf(Shapes.text()),
                        "Its fields. Without a Content-Type, content is plain text.");
                return values -> of(values.of(status), values.orNull(body), values.orNull(fields));
            }));

    private static RespondConfig of(int status, @Nullable String body, @Nullable Map<String, String> fields) {
        if (body != null && !body.isEmpty() && (status == 204 || status == 304)) {
            throw new IllegalArgumentException(status + " has no content (RFC 9110 section 6.4.1)");
        }
        List<Field> all = new ArrayList<>();
        if (fields != null) {
            fields.forEach((name, value) -> all.add(Field.of(settable(name), value)));
        }
        return new RespondConfig(status, List.copyOf(all), body);
    }

    /** What every request gets; its body can be sent any number of times. */
    HttpResponse response() {
        Fields.Editor editor = Fields.EMPTY.edit();
        if (body != null) {
            editor.set(FieldName.CONTENT_TYPE, "text/plain; charset=utf-8");
        }
        fields.forEach(editor::set);
        return HttpResponse.of(status, editor.done(), body == null ? Body.empty() : Body.of(body));
    }

    /** Gives it to every request. */
    public HttpHandler handler() {
        HttpResponse made = response();
        return request -> {
            request.body().discard();
            return made;
        };
    }

    private static FieldName settable(String text) {
        FieldName name = FieldName.of(text);
        if (name.equals(FieldName.CONTENT_LENGTH)
                || name.equals(FieldName.TRANSFER_ENCODING)
                || name.equals(FieldName.CONNECTION)) {
            throw new IllegalArgumentException("\"" + text + "\" is the connection's business (RFC 9112 section 6)");
        }
        return name;
    }
}
