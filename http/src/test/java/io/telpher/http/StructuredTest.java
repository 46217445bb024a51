package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredTest {

    @Test
    void aDictionaryHasItemsByTheirNames() {
        assertThat(Structured.dictionary(" max-age=60;x=1 , no-cache=\"a, b\", private, x=?0,\tw=tok/1:2"))
                .isEqualTo(Map.of(
                        "max-age", new Structured.Whole(60),
                        "no-cache", new Structured.Text("a, b"),
                        "private", new Structured.Truth(true),
                        "x", new Structured.Truth(false),
                        "w", new Structured.Word("tok/1:2")));
    }

    @Test
    void theLastOfSeveralItemsOfANameCounts() {
        assertThat(Structured.dictionary("a=1, a=2")).isEqualTo(Map.of("a", new Structured.Whole(2)));
    }

    @Test
    void aListHasItemsAndInnerLists() {
        assertThat(Structured.list("\"a\\\"b\", ( \"c\" d;q=1 );x, -5, 1.5, :aGk=:, @1, %\"x\""))
                .isEqualTo(List.of(
                        new Structured.Text("a\"b"),
                        new Structured.Inner(List.of(new Structured.Text("c"), new Structured.Word("d"))),
                        new Structured.Whole(-5),
                        new Structured.Other(),
                        new Structured.Other(),
                        new Structured.Other(),
                        new Structured.Other()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1,",
                "a=1 b=2",
                "A=1",
                "a=",
                "a =1",
                "a= 1",
                "max-age=10000, &&&&&",
                "a=\"x",
                "a=1234567890123456",
                "a=1.",
                "a=(1",
                "a=?2",
                ",",
                "a=\"\u00e9\""
            })
    void whatIsMalformedIsAsIfItWereNotThere(String text) {
        assertThat(Structured.dictionary(text)).isNull();
    }

    @Property
    void readingIsTotal(@ForAll String text) {
        Structured.list(text);
        Structured.dictionary(text);
    }
}
