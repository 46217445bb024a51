package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreconditionsTest {
    private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String LATER = "Sun, 06 Nov 1994 08:49:38 GMT";
    private static final long SECONDS = 784_111_777;

    private static Fields of(FieldName name, String value) {
        return Fields.of(Field.of(name, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"a\"|304",
                "W/\"a\"|304",
                "\"x\", \"a\"|304",
                "\"a,b\", \"a\"|304",
                "*|304",
                "\"b\"|200",
                "\"a,b\"|200",
                "|200"
            })
    void ifNoneMatchComparesWeakly(String list, int status) {
        Fields fields = of(FieldName.IF_NONE_MATCH, list == null ? "" : list);

        assertThat(new Preconditions("\"a\"", SECONDS).status(fields)).isEqualTo(status);
        assertThat(new Preconditions("W/\"a\"", SECONDS).status(fields)).isEqualTo(status);
    }

    @Test
    void ifMatchComparesStrongly() {
        assertThat(new Preconditions("\"a\"", null).status(of(FieldName.IF_MATCH, "\"b\", \"a\"")))
                .isEqualTo(200);
        assertThat(new Preconditions("W/\"a\"", null).status(of(FieldName.IF_MATCH, "W/\"a\"")))
                .isEqualTo(412);
        assertThat(new Preconditions(null, null).status(of(FieldName.IF_MATCH, "*")))
                .isEqualTo(200);
    }

    @Test
    void datesCountOnlyWithoutTags() {
        Preconditions file = new Preconditions("\"a\"", SECONDS);

        assertThat(file.status(of(FieldName.IF_MODIFIED_SINCE, DATE))).isEqualTo(304);
        assertThat(file.status(of(FieldName.IF_MODIFIED_SINCE, "yesterday"))).isEqualTo(200);
        assertThat(file.status(of(FieldName.IF_UNMODIFIED_SINCE, DATE))).isEqualTo(200);
        assertThat(new Preconditions("\"a\"", SECONDS + 1).status(of(FieldName.IF_UNMODIFIED_SINCE, DATE)))
                .isEqualTo(412);
        assertThat(file.status(of(FieldName.IF_MODIFIED_SINCE, DATE).with(FieldName.IF_NONE_MATCH, "\"b\"")))
                .isEqualTo(200);
    }

    @Test
    void aRangeCountsOnlyForJustThisRepresentation() {
        Preconditions file = new Preconditions("\"a\"", SECONDS);

        assertThat(file.rangeCounts(Fields.EMPTY)).isTrue();
        assertThat(file.rangeCounts(of(FieldName.IF_RANGE, "\"a\""))).isTrue();
        assertThat(file.rangeCounts(of(FieldName.IF_RANGE, "W/\"a\""))).isFalse();
        assertThat(file.rangeCounts(of(FieldName.IF_RANGE, DATE))).isTrue();
        assertThat(file.rangeCounts(of(FieldName.IF_RANGE, LATER))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "bytes 0-4/10, 0, 4, 10",
                "BYTES 5-9/*, 5, 9, -1",
            })
    void aContentRangeIsRead(String text, long first, long last, long size) {
        assertThat(ContentRange.parse(text)).isEqualTo(new ContentRange(first, last, size));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes */10",
        "bytes 5-4/10",
        "bytes 0-10/10",
        "pages 0-4/10",
        "bytes 0-4",
        "bytes 0-99999999999999999999/*"
    })
    void aContentRangeThatContradictsItselfIsNone(String text) {
        assertThat(ContentRange.parse(text)).isNull();
    }
}
