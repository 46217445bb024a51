package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.KeyRules;
import io.telpher.http.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidationTest {

    private static Invalidation of(String method, int status, String... fields) {
        return Invalidation.of(
                KeyRules.PLAIN, Sample.request(Method.of(method), "/dir/a?b", "x"), status, Sample.fields(fields));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "M-SEARCH"})
    void whatChangesSomethingInvalidatesItsTarget(String method) {
        for (int status : new int[] {200, 204, 303}) {
            assertThat(of(method, status).uris()).containsExactly("https://example.org/dir/a?b");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 500, 503, 103})
    void butNotIfItFails(int status) {
        assertThat(of("POST", status)).isEqualTo(Invalidation.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "QUERY"})
    void safeMethodsInvalidateNothing(String method) {
        assertThat(of(method, 200, "Location", "/x", "Cache-Group-Invalidation", "\"g\""))
                .isEqualTo(Invalidation.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "/x|https://example.org/x",
                "x|https://example.org/dir/x",
                "../x|https://example.org/x",
                "?q|https://example.org/dir/a?q",
                "x#fragment|https://example.org/dir/x",
                "https://EXAMPLE.org:443/%7ex|https://example.org/~x",
                "//example.org/y|https://example.org/y",
                "https://other.org/x|none",
                "http://example.org/x|none",
                "mailto:a@b|none",
                "/%zz|none"
            })
    void soDoLocationsOfTheSameOrigin(String location, @Nullable String uri) {
        for (String name : new String[] {"Location", "Content-Location"}) {
            if (uri == null) {
                assertThat(of("POST", 201, name, location).uris()).hasSize(1);
            } else {
                assertThat(of("POST", 201, name, location).uris()).contains(uri).hasSize(2);
            }
        }
    }

    @Test
    void groupsAreOfTheirOriginOnly() {
        assertThat(of("POST", 200, "Cache-Group-Invalidation", "\"g\", \"h\"").groups())
                .containsExactlyInAnyOrder("https://example.org g", "https://example.org h");
        assertThat(of("POST", 200, "Cache-Group-Invalidation", "g").groups()).isEmpty();
    }

    @Test
    void whatIsInvalidatedIsAskedForAgain() {
        SampleCache cache = new SampleCache();
        cache.origin("Cache-Control", "max-age=100");
        cache.get("/");
        cache.call(Sample.request(Method.POST, "/", "x"));

        assertThat(cache.get("/").hit()).isFalse();
    }

    @Test
    void anOperatorNamesUrisAsTheyAreWritten() {
        assertThat(Invalidation.named(KeyRules.PLAIN, "https://EXAMPLE.org:443/a/../b?c"))
                .isEqualTo("https://example.org/b?c");
        assertThat(Invalidation.named(KeyRules.PLAIN, "/b")).isNull();
        assertThat(Invalidation.named(KeyRules.PLAIN, "https://x/%zz")).isNull();
    }
}
