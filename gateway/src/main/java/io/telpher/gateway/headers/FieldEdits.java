package io.telpher.gateway.headers;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.core.config.Schema;
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
    private static final Shape<List<Field>> FIELDS = new Named();

    static final Mapping<FieldEdits> SHAPE = Mapping.of("fields", "Changes to fields.", keys -> {
        Mapping.Key<List<FieldName>> remove = keys.optional("remove", Shapes.list(NAME), "Names that it loses.");
        Mapping.Key<List<Field>> set = keys.optional("set", FIELDS, "Fields that it has, then.");
        Mapping.Key<List<Field>> add = keys.optional("add", FIELDS, "Fields that it gets besides.");
        return values ->
                new FieldEdits(orNone(values.orNull(remove)), orNone(values.orNull(set)), orNone(values.orNull(add)));
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

    private static <T> List<T> orNone(@Nullable List<T> given) {
        return given == null ? List.of() : List.copyOf(given);
    }

    /** Names with values, each judged for itself. */
    private static final class Named implements Shape<List<Field>> {
        private static final Shape<Map<String, String>> TEXTS = Shapes.mapOf(Shapes.text());

        @Override
        public @Nullable List<Field> read(Node node, Problems problems) {
            Map<String, String> texts = TEXTS.read(node, problems);
            if (texts == null || !(node instanceof Node.Entries mapping)) {
                return null;
            }
            List<Field> fields = new ArrayList<>();
            for (Node.Entry entry : mapping.entries()) {
                try {
                    fields.add(Field.of(name(entry.key()), String.valueOf(texts.get(entry.key()))));
                } catch (IllegalArgumentException e) {
                    problems.at(entry.key()).error(entry.location(), String.valueOf(e.getMessage()));
                }
            }
            return fields.size() == mapping.entries().size() ? fields : null;
        }

        @Override
        public Schema schema() {
            return TEXTS.schema();
        }
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
