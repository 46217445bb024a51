package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.cache.key.KeyRules;
import io.telpher.cache.key.QueryRules;
import io.telpher.http.BadTarget;
import io.telpher.http.CanonicalPath;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to give others an answer that was made for oneself, or to get one that was made for others. */
class PoisoningTest {
    private final SampleCache cache = new SampleCache();

    @ParameterizedTest
    @CsvSource({
        "X-Forwarded-Host, evil.org",
        "X-Forwarded-Proto, http",
        "X-Original-URL, /admin",
        "X-Rewrite-URL, /admin",
        "X-Host, evil.org",
        "X-Forwarded-Scheme, http",
        "X-Forwarded-Prefix, /evil",
        "X-Forwarded-Server, evil.org"
    })
    void anUnkeyedFieldThatNamesAnotherTargetIsNotStored(String name, String value) {
        cache.origin(200, "evil", "Cache-Control", "max-age=100");
        cache.get("/", name, value);
        cache.origin(200, "good", "Cache-Control", "max-age=100");

        assertThat(cache.get("/").content()).isEqualTo("good");
        assertThat(cache.get("/", name, value).hit()).isTrue();
    }

    @Test
    void forwardedFieldsThatAgreeWithTheKeyAreHarmless() {
        cache.origin("Cache-Control", "max-age=100");
        cache.get("/", "X-Forwarded-Host", "example.org", "X-Forwarded-Proto", "https");

        assertThat(cache.get("/").hit()).isTrue();
    }

    @Test
    void aFieldThatVaryNamesIsInTheKey() {
        cache.origin(200, "evil", "Cache-Control", "max-age=100", "Vary", "X-Forwarded-Host");
        cache.get("/", "X-Forwarded-Host", "evil.org");
        cache.origin(200, "good", "Cache-Control", "max-age=100", "Vary", "X-Forwarded-Host");

        assertThat(cache.get("/").content()).isEqualTo("good");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/account/x.css",
                "/account;x.css",
                "/account%3Bx.css",
                "/account%0Ax.css",
                "/account%23x.png",
                "/account.js"
            })
    void aPageThatPretendsToBeAFileIsNotStoredOnAnyAssumption(String path) {
        cache.policy(CachePolicy.DEFAULT.with(Preset.IMAGE))
                .origin(
                        200,
                        "secret",
                        "Content-Type",
                        "text/html; charset=utf-8",
                        "Last-Modified",
                        "Wed, 01 Jan 2020 00:00:00 GMT");
        String canonical;
        try {
            canonical = CanonicalPath.of(path);
        } catch (BadTarget refused) {
            return; // such a path does not even come in
        }
        cache.get(canonical);

        assertThat(cache.get(canonical).hit()).isFalse();
    }

    @Test
    void thePageThatTellsOfAMissingFileIsStoredIfTheOperatorSaysSo() {
        cache.policy(CachePolicy.DEFAULT.with(Preset.IMAGE).negative(Map.of(404, 10L)))
                .origin(404, "there is none", "Content-Type", "text/html");
        cache.get("/x.png");
        assertThat(cache.get("/x.png").hit()).isTrue();

        cache.get("/y.png", "Cookie", "user=1");
        assertThat(cache.get("/y.png").hit()).isFalse();
    }

    @Test
    void aFileIsStoredOnTheSameAssumption() {
        cache.policy(CachePolicy.DEFAULT.with(Preset.IMAGE)).origin(200, "css", "Content-Type", "text/css");
        cache.get("/x.css");

        assertThat(cache.get("/x.css").hit()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%2fb", "/a/%2e%2e%2fb", "/a\\b", "/a%5cb", "/a/..;/b", "/a%00.css", "/a\u00e9"})
    void pathsOnWhichServersDisagreeHaveNoKey(String path) {
        assertThatThrownBy(() -> CanonicalPath.of(path)).isInstanceOf(BadTarget.class);
    }

    @ParameterizedTest
    @CsvSource({"/a/../b, /b", "/%61, /a", "/a//b, /a/b", "/a/./b, /a/b", "/a%7eb, /a~b"})
    void pathsThatMeanTheSameHaveOneKey(String one, String other) {
        assertThat(KeyRules.PLAIN.key(Sample.get(one))).isEqualTo(KeyRules.PLAIN.key(Sample.get(other)));
    }

    @Test
    void tenantsNeverShareAResponse() {
        cache.origin(200, "one", "Cache-Control", "max-age=100");
        cache.get("https://one.org/");
        cache.origin(200, "two", "Cache-Control", "max-age=100");

        assertThat(cache.get("https://two.org/").content()).isEqualTo("two");
        assertThat(cache.get("http://one.org/").content()).isEqualTo("two");
        assertThat(cache.get("https://one.org:8443/").content()).isEqualTo("two");
        assertThat(cache.get("https://one.org/").content()).isEqualTo("one");
    }

    @Test
    void aGetWithContentIsNeitherAnsweredNorStored() {
        cache.origin(200, "evil", "Cache-Control", "max-age=100");
        cache.call(Sample.request(Method.GET, "/", "q=evil"));
        cache.origin(200, "good", "Cache-Control", "max-age=100");

        assertThat(cache.get("/").content()).isEqualTo("good");
        assertThat(cache.call(Sample.request(Method.GET, "/", "q=evil")).hit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"})
    void aGetThatIsAnotherMethodIsNeitherAnsweredNorStored(String name) {
        cache.origin(200, "evil", "Cache-Control", "max-age=100");
        cache.get("/", name, "DELETE");
        cache.origin(200, "good", "Cache-Control", "max-age=100");

        assertThat(cache.get("/").content()).isEqualTo("good");
        assertThat(cache.get("/", name, "DELETE").hit()).isFalse();
    }

    @Test
    void anUnkeyedParameterIsNotSentEither() {
        cache.keys = new KeyRules(new QueryRules(false, Set.of(), Set.of("utm_*")), List.of(), List.of());
        cache.origin("Cache-Control", "max-age=100");
        cache.get("/?a=1&utm_x=%3Cscript%3E");

        assertThat(cache.lastAsked().query()).isEqualTo("a=1");
        assertThat(cache.get("/?a=1").hit()).isTrue();
    }

    @Test
    void aParameterIsNotHiddenBehindAnotherDelimiter() {
        QueryRules rules = new QueryRules(false, Set.of(), Set.of("utm_x"));

        assertThat(rules.counted("a=1&utm_x=1;a=evil")).isEqualTo("a=1");
        assertThat(rules.counted("a=1;utm_x=1")).isEqualTo("a=1;utm_x=1");
    }

    @Test
    void variantsOfAKeyAreBounded() {
        cache.origin("Cache-Control", "max-age=100", "Vary", "Foo");
        for (int i = 0; i < 500; i++) {
            cache.after(0.01).get("/", "Foo", Integer.toString(i));
        }

        assertThat(cache.stored.values().iterator().next()).hasSize(CachePolicy.DEFAULT.variantsMax());
        assertThat(cache.get("/", "Foo", "499").hit()).isTrue();
    }

    @Test
    void aRefusalOfARangeIsNotStoredForAll() {
        cache.origin(416, "", "Cache-Control", "max-age=100");
        cache.get("/", "Range", "bytes=99-");
        cache.origin(200, "good", "Cache-Control", "max-age=100");

        assertThat(cache.get("/").content()).isEqualTo("good");
    }

    @Test
    void nobodysCookieIsGivenToAnother() {
        cache.origin("Cache-Control", "public, max-age=100", "Set-Cookie", "id=1");
        cache.get("/");
        SampleCache.Got got = cache.get("/");

        assertThat(got.hit()).isTrue();
        assertThat(got.field("set-cookie")).isNull();
    }

    @Test
    void invalidatingReachesNoOtherOrigin() {
        HttpRequest post = Sample.request(Method.POST, "/", "x");
        Invalidation wrong = Invalidation.of(
                KeyRules.PLAIN,
                post,
                200,
                Sample.fields("Location", "https://other.org/a", "Content-Location", "//other.org/b"));

        assertThat(wrong.uris()).containsExactly("https://example.org/");
    }
}
