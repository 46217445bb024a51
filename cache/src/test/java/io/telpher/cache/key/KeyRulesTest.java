package io.telpher.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.rules.Sample;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRulesTest {

    private static String key(String target, String... fields) {
        return KeyRules.PLAIN.key(Sample.get(target, fields)).text();
    }

    @Test
    void schemeHostPathAndQueryAreInEveryKey() {
        assertThat(key("/a?b=1")).isEqualTo("https://example.org/a?b=1");
        assertThat(Set.of(
                        key("https://a.org/x"),
                        key("http://a.org/x"),
                        key("https://b.org/x"),
                        key("https://a.org:8443/x"),
                        key("https://a.org/y"),
                        key("https://a.org/x?"),
                        key("https://a.org/x?y")))
                .hasSize(7);
    }

    @Test
    void theSchemesOwnPortIsNoOtherHost() {
        assertThat(key("https://a.org:443/")).isEqualTo(key("https://a.org/"));
        assertThat(key("http://a.org:80/")).isEqualTo(key("http://a.org/"));
        assertThat(key("http://a.org:443/")).isNotEqualTo(key("http://a.org/"));
        assertThat(key("http://[::80]/")).isEqualTo("http://[::80]/");
    }

    @Test
    void whoIsKnownIsNotAskedForUnderTheKeyOfWhoIsNot() {
        HttpRequest alice = Sample.get("/");
        alice.exchange().identity(_ -> "alice");
        HttpRequest bob = Sample.get("/");
        bob.exchange().identity(_ -> "bob");
        KeyRules rules = new KeyRules(QueryRules.AS_SENT, List.of(FieldName.of("x-tenant")), List.of());
        for (KeyRules each : List.of(KeyRules.PLAIN, rules)) {
            assertThat(each.key(alice)).isEqualTo(each.key(bob)).isNotEqualTo(each.key(Sample.get("/")));
            assertThat(each.key(alice).uri())
                    .isEqualTo(each.key(Sample.get("/")).uri());
        }
    }

    @Test
    void fieldsAndCookiesCountWhereTheOperatorSaysSo() {
        KeyRules rules = new KeyRules(QueryRules.AS_SENT, List.of(FieldName.of("x-tenant")), List.of("lang"));

        assertThat(rules.key(Sample.get("/", "X-Tenant", "1", "Cookie", "a=b; lang=de"))
                        .text())
                .isEqualTo("https://example.org/\nx-tenant:1\ncookie lang=de");
        assertThat(rules.key(Sample.get("/")).text()).isEqualTo("https://example.org/");
    }

    @Test
    void everyValueOfACookieIsInItsKey() {
        KeyRules rules = new KeyRules(QueryRules.AS_SENT, List.of(), List.of("lang"));

        assertThat(rules.key(Sample.get("/", "Cookie", "lang=de; a=b;lang=evil", "Cookie", "lang=x"))
                        .text())
                .isEqualTo("https://example.org/\ncookie lang=de\ncookie lang=evil\ncookie lang=x");
        assertThat(rules.key(Sample.get("/", "Cookie", "LANG=de; lang=fr")))
                .isEqualTo(rules.key(Sample.get("/", "Cookie", "lang=fr")));
    }

    @Test
    void ofCookiesOnlyThoseInTheKeyAreSentAndInItsOrder() {
        KeyRules rules = new KeyRules(QueryRules.AS_SENT, List.of(), List.of("lang", "size"));

        HttpRequest sent =
                rules.sent(Sample.get("/", "Cookie", "size=1; sess=evil; lang=de", "Cookie", "lang=fr; lang; LANG=it"));
        assertThat(sent.fields().values(FieldName.COOKIE)).containsExactly("lang=de; lang=fr; size=1");
        assertThat(rules.sent(Sample.get("/", "Cookie", "sess=evil")).fields().contains(FieldName.COOKIE))
                .isFalse();
        HttpRequest any = Sample.get("/", "Cookie", "sess=1");
        assertThat(KeyRules.PLAIN.sent(any)).isSameAs(any);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "b=2&a=1&b=1|a=1&b=2&b=1",
                "utm_source=x&a=1|a=1",
                "%75tm_source=x&a=1|a=1",
                "utm_source=x|none",
                "none|none",
                "a=1&&b=2|a=1&b=2"
            })
    void parametersAreSortedAndDropped(@Nullable String query, @Nullable String counted) {
        assertThat(new QueryRules(true, Set.of(), Set.of("utm_*", "fbclid")).counted(query))
                .isEqualTo(counted);
    }

    @Test
    void onlyNamedParametersCountWhereTheyAreNamed() {
        assertThat(new QueryRules(false, Set.of("id"), Set.of()).counted("x=1&id=2"))
                .isEqualTo("id=2");
    }

    @Test
    void aQuerysContentIsInItsKey() {
        byte[] a = "a".getBytes(StandardCharsets.UTF_8);
        byte[] b = "b".getBytes(StandardCharsets.UTF_8);
        var request = Sample.request(Method.QUERY, "/", "a", "Content-Type", "text/plain");
        var other = Sample.request(Method.QUERY, "/", "a", "Content-Type", "text/html");

        assertThat(Set.of(
                        KeyRules.PLAIN.queryKey(request, a).text(),
                        KeyRules.PLAIN.queryKey(request, b).text(),
                        KeyRules.PLAIN.queryKey(other, a).text(),
                        KeyRules.PLAIN.key(request).text()))
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type", "Content-Encoding", "Content-Language", "Content-Location"})
    void whatIsSaidOfAQuerysContentIsInItsKey(String name) {
        byte[] content = "a".getBytes(StandardCharsets.UTF_8);
        var one = Sample.request(Method.QUERY, "/", "a", name, "b");
        var other = Sample.request(Method.QUERY, "/", "a", name, "c");

        assertThat(KeyRules.PLAIN.queryKey(one, content)).isNotEqualTo(KeyRules.PLAIN.queryKey(other, content));
        assertThat(KeyRules.PLAIN.queryKey(one, content)).isEqualTo(KeyRules.PLAIN.queryKey(one, content.clone()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key-order|a=1&b=2|b=2&a=1|true",
                "params=(\"x\")|a=1&x=2|a=1&x=3|true",
                "params=(\"x\")|a=1|x=9&a=1|true",
                "params=(\"x\")|a=1|a=2|false",
                "params, except=(\"a\")|a=1&y=1|a=1&z=1|true",
                "params, except=(\"a\")|a=1|a=2|false",
                "params=(\"x\")|a=1&b=1|b=1&a=1|false"
            })
    void anOriginSaysWhichParametersDoNotCount(String rule, String one, String other, boolean same) {
        NoVarySearch learned = NoVarySearch.of(Sample.fields("No-Vary-Search", rule));

        assertThat(learned).isNotNull();
        String first = KeyRules.PLAIN.key(Sample.get("/?" + one), learned).text();
        assertThat(first.equals(
                        KeyRules.PLAIN.key(Sample.get("/?" + other), learned).text()))
                .isEqualTo(same);
    }

    @Property
    void queriesThatDifferInWhatCountsHaveDifferentKeys(@ForAll String one, @ForAll String other) {
        QueryRules rules = new QueryRules(true, Set.of(), Set.of("x"));
        String counted = rules.counted(one);
        assertThat(rules.counted(counted)).isEqualTo(counted);
        if (one.indexOf('&') < 0 && other.indexOf('&') < 0 && counted != null && !one.equals(other)) {
            assertThat(counted).isNotEqualTo(rules.counted(other));
        }
    }
}
