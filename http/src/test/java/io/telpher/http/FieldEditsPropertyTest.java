package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Edits against what they would do to a list of lines. */
class FieldEditsPropertyTest {
    private static final List<FieldName> NAMES =
            List.of(FieldName.of("a"), FieldName.of("bb"), FieldName.of("x-c"), FieldName.of("X-D"), FieldName.of("e"));
    private static final FieldNames SOME = FieldNames.of(NAMES.get(1), NAMES.get(3));

    @Property(tries = 2000)
    void editsDoWhatTheySayAndLeaveWhatTheyBeganWith(
            @ForAll @Size(max = 4) List<@IntRange(max = 999) Integer> steps,
            @ForAll @IntRange(max = 9) int room,
            @ForAll @Size(max = 30) List<@IntRange(max = 999) Integer> more) {
        Fields fields = Fields.EMPTY;
        List<String> expected = new ArrayList<>();
        for (List<Integer> edits : List.of(steps, more, steps)) {
            Fields before = fields;
            List<String> held = lines(before);
            Fields.Editor editor = before.edit(room);
            for (int edit : edits) {
                step(edit, editor, expected);
            }
            fields = editor.done();
            assertThat(lines(fields)).isEqualTo(expected);
            assertThat(fields.size()).isEqualTo(expected.size());
            assertThat(lines(before)).isEqualTo(held);
            step(more.size() * 7, editor, new ArrayList<>());
            editor.set(NAMES.getFirst(), "late");
            assertThat(lines(fields)).isEqualTo(expected);
            assertThat(lines(before)).isEqualTo(held);
        }
    }

    private static void step(int edit, Fields.Editor editor, List<String> expected) {
        FieldName name = NAMES.get(edit % NAMES.size());
        String value = String.valueOf(edit);
        switch (edit / NAMES.size() % 5) {
            case 0 -> {
                editor.remove(name);
                expected.removeIf(line -> line.startsWith(name + ":"));
            }
            case 1 -> {
                editor.removeAll(SOME);
                expected.removeIf(line -> line.startsWith("bb:") || line.startsWith("x-d:"));
            }
            case 2 -> {
                editor.set(name, value);
                expected.removeIf(line -> line.startsWith(name + ":"));
                expected.add(name + ": " + value);
            }
            default -> {
                editor.add(name, value);
                expected.add(name + ": " + value);
            }
        }
    }

    private static List<String> lines(Fields fields) {
        List<String> lines = new ArrayList<>();
        fields.forEach((name, value) -> lines.add(name + ": " + value));
        return lines;
    }
}
