package io.telpher.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.rules.Sample;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules and the examples of draft-ietf-httpbis-no-vary-search. */
class NoVarySearchTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown-key",
                "key-order=\"not a boolean\"",
                "key-order=x, params=(\"a\")",
                "params=\"not a boolean or inner list\"",
                "params=(not-a-string)",
                "params=(\"a\"), except=(\"x\")",
                "params=(), except=()",
                "params=?0, except=(\"x\")",
                "params, except=(not-a-string)",
                "params, except=\"not an inner list\"",
                "params, except=?1",
                "except=(\"x\")",
                "except=()",
                "params=?0",
                "params=()",
                "key-order=?0",
                "params=(",
                ""
            })
    void whatIsWrongSomewhereOrNothingNewSaysNothing(String text) {
        assertThat(NoVarySearch.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "params=?1|params",
                "key-order=?1|key-order",
                "params, key-order, except=(\"x\")|key-order, params, except=(\"x\")",
                "params, except=()|params",
                "params=(\"a\");x, unknown=1|params=(\"a\")",
                "params=(\"%C3%A9+%E6%B0%97\")|params=(\"%c3%a9%20%e6%b0%97\")"
            })
    void whatIsWrittenOtherwiseIsTheSame(String one, String other) {
        assertThat(NoVarySearch.parse(one)).isNotNull().isEqualTo(NoVarySearch.parse(other));
    }

    @Test
    void namesAreWrittenAsInQueries() {
        NoVarySearch rule = NoVarySearch.parse("params=(\"%C3%A9+%E6%B0%97\")");

        assertThat(rule).isEqualTo(new NoVarySearch(false, false, Set.of("\u00e9 \u6c17")));
    }

    private static String key(String rule, String query) {
        return KeyRules.PLAIN
                .key(Sample.get("/" + query), NoVarySearch.parse(rule))
                .text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|?",
                "?a=x|?%61=%78",
                "?a=%C3%A9|?a=%c3%a9",
                "?a=%f6|?a=%ef%bf%bd",
                "?a=x&&&&|?a=x",
                "?a=|?a",
                "?a=%20|?a=+",
                "?b=2&a=1|?a=1&b=2",
                "?a=1&b=2&a=3|?b=2&a=1&a=3"
            })
    void queriesThatMeanTheSameAreOne(String one, String other) {
        assertThat(key("key-order", one)).isEqualTo(key("key-order", other));
    }

    @ParameterizedTest
    @CsvSource({
        "?a=1, ?a=2",
        "?a=1&a=2, ?a=2&a=1",
        "?a=1%26b=2, ?a=1&b=2",
        "?a=%2520, ?a=%20",
        "?A=1, ?a=1",
        "?a=1, ?a=1&a="
    })
    void queriesThatMeanSomethingElseAreNot(String one, String other) {
        assertThat(key("key-order", one)).isNotEqualTo(key("key-order", other));
    }

    @Test
    void whatWasStoredUnderAnotherRuleIsAnotherThing() {
        assertThat(key("params=(\"a\")", "?b=1")).isNotEqualTo(key("params=(\"c\")", "?b=1"));
        assertThat(key("params=(\"a\")", "?b=1"))
                .isNotEqualTo(KeyRules.PLAIN.key(Sample.get("/?b=1")).text());
    }

    @Property
    void itsTextSaysTheSame(@ForAll boolean keyOrder, @ForAll boolean all, @ForAll("names") Set<String> names) {
        NoVarySearch rule = new NoVarySearch(keyOrder, all, names);

        assertThat(NoVarySearch.parse(rule.text())).isEqualTo(keyOrder || all || !names.isEmpty() ? rule : null);
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<Set<String>> names() {
        return net.jqwik.api.Arbitraries.of("a", "", "\u00e9 \u6c17", "\"\\", "%41", "a+b", "x y&z=1", "\ud83d\ude00")
                .set()
                .ofMaxSize(4);
    }
}
