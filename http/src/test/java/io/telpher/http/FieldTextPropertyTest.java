package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class FieldTextPropertyTest {
    private static final FieldName NAME = FieldName.of("X-Some");

    private static String lines(Field field) {
        StringBuilder lines = new StringBuilder();
        Fields.of(field)
                .lines((bytes, from, length) ->
                        lines.append(new String(bytes, from, length, StandardCharsets.ISO_8859_1)));
        return lines.toString();
    }

    @Property(tries = 2000)
    void aNumberIsWrittenAsEverybodyWritesIt(@ForAll @LongRange(min = 0) long number) {
        Field field = Field.of(NAME, number);
        assertThat(lines(field)).isEqualTo("x-some: " + number + "\r\n");
        assertThat(field.value()).isEqualTo(String.valueOf(number));
        Field same = Field.of(NAME, String.valueOf(number));
        assertThat(field).isEqualTo(same).hasSameHashCodeAs(same);
    }

    @Property(tries = 2000)
    void aFieldIsItsPiecesHoweverMuchRoomThereWas(
            @ForAll @StringLength(max = 20) List<String> texts,
            @ForAll @LongRange(min = 0) long number,
            @ForAll @IntRange(max = 100) int room) {
        Field.Text text = new Field.Text(NAME, room);
        StringBuilder expected = new StringBuilder();
        for (String one : texts) {
            if (!Tokens.isFieldValue(one)) {
                assertThatThrownBy(() -> text.add(one)).isInstanceOf(IllegalArgumentException.class);
                continue;
            }
            text.add(one).add(number);
            expected.append(one).append(number);
        }
        Field field = text.done();
        assertThat(field.value()).isEqualTo(expected.toString());
        assertThat(lines(field)).isEqualTo("x-some: " + expected + "\r\n");
        Fields.of(field).visit((bytes, hash, nameStart, nameEnd, valueStart, valueEnd) -> {
            assertThat(hash).isEqualTo(NAME.hash());
            assertThat(new String(bytes, nameStart, nameEnd, StandardCharsets.ISO_8859_1))
                    .isEqualTo("x-some");
            assertThat(new String(bytes, valueStart, valueEnd - valueStart, StandardCharsets.ISO_8859_1))
                    .isEqualTo(expected.toString());
        });
    }
}
