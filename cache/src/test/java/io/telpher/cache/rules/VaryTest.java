package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.FieldName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaryTest {
    private final SampleCache cache = new SampleCache();

    private boolean hit(String... fields) {
        return cache.get("/", fields).hit();
    }

    @Test
    void aResponseAnswersRequestsThatAreAlikeInWhatItNames() {
        cache.origin("Cache-Control", "max-age=100", "Vary", "Foo, BAR", "Vary", "Baz");
        cache.get("/", "Foo", "1", "Bar", "abc", "Other", "2");

        assertThat(hit("bar", "abc", "foo", "1", "Other", "3")).isTrue();
        assertThat(hit("Foo", "2", "Bar", "abc")).isFalse();
        assertThat(hit("Foo", "1")).isFalse();
        assertThat(hit("Foo", "1", "Bar", "abc", "Baz", "")).isFalse();
        assertThat(hit()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Foo|1,2| 1, 2 |true",
                "Foo|1, 2|2, 1|false",
                "Foo|a|A|false",
                "Accept-Language|en, de|de, en|true",
                "Accept-Language|EN|en|true",
                "Accept-Encoding|gzip,br|br, GZIP|true",
                "Foo|\"a,b\"|\"a, b\"|false"
            })
    void whatMeansTheSameIsTheSame(String name, String one, String other, boolean hit) {
        cache.origin("Cache-Control", "max-age=100", "Vary", name);
        cache.get("/", name, one);

        assertThat(hit(name, other)).isEqualTo(hit);
    }

    @Test
    void linesOfOneFieldAreOneList() {
        cache.origin("Cache-Control", "max-age=100", "Vary", "Foo");
        cache.get("/", "Foo", "1, 2");

        assertThat(hit("Foo", "1", "Foo", "2")).isTrue();
    }

    @Test
    void variantsStandBesideEachOther() {
        cache.origin(200, "one", "Cache-Control", "max-age=100", "Vary", "Foo");
        cache.get("/", "Foo", "1");
        cache.origin(200, "two", "Cache-Control", "max-age=100", "Vary", "Foo");
        cache.get("/", "Foo", "2");

        assertThat(cache.get("/", "Foo", "1").content()).isEqualTo("one");
        assertThat(cache.get("/", "Foo", "2").content()).isEqualTo("two");
    }

    @Test
    void ofSeveralThatMatchTheLatestIsUsed() {
        cache.origin(200, "old", "Cache-Control", "max-age=100", "Vary", "A");
        cache.get("/", "A", "1", "B", "1");
        cache.origin(200, "new", "Cache-Control", "max-age=100", "Vary", "B");
        cache.after(5).get("/", "A", "2", "B", "1");

        assertThat(cache.get("/", "A", "1", "B", "1").content()).isEqualTo("new");
    }

    @Test
    void oneWithVaryIsPreferredToOneWithout() {
        cache.origin(200, "varied", "Cache-Control", "max-age=100", "Vary", "A");
        cache.get("/", "A", "1");
        cache.origin(200, "default", "Cache-Control", "max-age=100");
        cache.after(5).get("/", "A", "2");

        assertThat(cache.get("/", "A", "1").content()).isEqualTo("varied");
    }

    @Test
    void aNewResponseTakesThePlaceOfThatOfTheSameVariantOnly() {
        cache.origin(200, "one", "Cache-Control", "max-age=100", "Vary", "Foo");
        cache.get("/", "Foo", "1");
        cache.get("/", "Foo", "2");
        cache.get("/", "Foo", "1", "Cache-Control", "no-cache");

        assertThat(cache.stored.values().iterator().next()).hasSize(2);
    }

    @Test
    void aValidationHasTheFieldsThatChoseTheResponseAndNoValidatorOfOthers() {
        cache.origin("Cache-Control", "max-age=1", "Vary", "Abc", "ETag", "\"a\"");
        cache.get("/", "Abc", "123");
        cache.after(5).get("/", "Abc", "123");
        assertThat(cache.lastAsked().fields().value(FieldName.of("abc"))).isEqualTo("123");
        assertThat(cache.lastAsked().fields().value(FieldName.IF_NONE_MATCH)).isEqualTo("\"a\"");

        cache.get("/", "Abc", "456");
        assertThat(cache.lastAsked().fields().contains(FieldName.IF_NONE_MATCH)).isFalse();
    }
}
