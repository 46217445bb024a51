package io.telpher.gateway.headers;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes to the fields of a message: some are removed, then some set, then some added.
 *
 * @param remove names that it loses
 * @param set fields that take the place of whatever had their name
 * @param add fields that it gets besides what it has
 */
public record FieldEdits(List<FieldName> remove, List<Field> set, List<Field> add) {
    private static final FieldEdits NONE = new FieldEdits(List.of(), List.of(), List.of());

    /** Framing and what ends at a hop belong to connections; whoever could set them could split messages. */
    private static final FieldNames REFUSED = FieldNames.of(
            FieldName.CONNECTION,
            FieldName.CONTENT_LENGTH,
            FieldName.EXPECT,
            FieldName.HOST,
            FieldName.KEEP_ALIVE,
            FieldName.PROXY_AUTHENTICATE,
            FieldName.PROXY_AUTHORIZATION,
            FieldName.PROXY_CONNECTION,
            FieldName.TE,
            FieldName.TRAILER,
            FieldName.TRANSFER_ENCODING,
            FieldName.UPGRADE);

    private static final Shape<FieldName> NAME = Shapes.parsed("the name of a field", FieldEdits::name);

    static final Mapping<FieldEdits> SHAPE = Mapping.of("fields", "Changes to fields.", keys -> {
        Mapping.Key<List<FieldName>> remove = keys.optional("remove", Shapes.list(NAME), "Names that it loses.");
        Mapping.Key<Map<String, String>> set =
                keys.optional("set", Shapes.mapOf(Shapes.text()), "Fields that it has, then.");
        Mapping.Key<Map<String, String>> add =
                keys.optional("add", Shapes.mapOf(Shapes.text()), "Fields that it gets besides.");
        return values -> {
            List<FieldName> removed = values.orNull(remove);
            return new FieldEdits(
                    removed == null ? List.of() : List.copyOf(removed),
                    fields(values.orNull(set)),
                    fields(values.orNull(add)));
        };
    });

    static FieldEdits orNone(@Nullable FieldEdits edits) {
        return edits == null ? NONE : edits;
    }

    private static FieldName name(String text) {
        FieldName name = FieldName.of(text);
        if (REFUSED.contains(name)) {
            String hint = name.equals(FieldName.HOST) ? "; use the key host of the route" : "";
            throw new IllegalArgumentException(
                    "\"" + text + "\" belongs to the connection (RFC 9110 section 7.6.1)" + hint);
        }
        return name;
    }

    private static List<Field> fields(@Nullable Map<String, String> given) {
        List<Field> fields = new ArrayList<>();
        if (given != null) {
            given.forEach((name, value) -> fields.add(Field.of(name(name), value)));
        }
        return List.copyOf(fields);
    }

    /** True if nothing is done. */
    public boolean isEmpty() {
        return remove.isEmpty() && set.isEmpty() && add.isEmpty();
    }

    /** The fields with these changes. */
    Fields apply(Fields fields) {
        if (isEmpty()) {
            return fields;
        }
        Fields.Editor editor = fields.edit();
        remove.forEach(editor::remove);
        set.forEach(editor::set);
        add.forEach(editor::add);
        return editor.done();
    }
}
