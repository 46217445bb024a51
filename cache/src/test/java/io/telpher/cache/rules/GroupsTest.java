package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.KeyRules;
import io.telpher.http.FieldName;
import io.telpher.http.Method;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of cache groups (RFC 9875), as both fields have them. */
class GroupsTest {
    private static final String ORIGIN = "https://example.org";
    private static final FieldName GROUPS = FieldName.of("cache-groups");

    private static Set<String> groups(String text) {
        return Labels.groups(ORIGIN, Sample.fields("Cache-Groups", text), GROUPS);
    }

    private static Set<String> wrong(String text) {
        return Invalidation.of(
                        KeyRules.PLAIN,
                        Sample.request(Method.POST, "/", "x"),
                        200,
                        Sample.fields("Cache-Group-Invalidation", text))
                .groups();
    }

    @Test
    void thirtyTwoOfThirtyTwoCharactersCount() {
        String all = IntStream.range(0, 32)
                .mapToObj(i -> String.format("\"%02d%s\"", i, "x".repeat(30)))
                .collect(Collectors.joining(", "));

        assertThat(groups(all)).hasSize(32);
        assertThat(wrong(all)).isEqualTo(groups(all));
    }

    @Test
    void theyAreComparedCharacterByCharacter() {
        assertThat(groups("\"g\", \"G\", \" g\", \"g\""))
                .containsExactlyInAnyOrder(ORIGIN + " g", ORIGIN + " G", ORIGIN + "  g");
    }

    @Test
    void parametersAreIgnored() {
        assertThat(groups("\"g\";revalidate;x=1, \"h\"")).isEqualTo(groups("\"h\", \"g\""));
        assertThat(wrong("\"g\";x")).containsExactly(ORIGIN + " g");
    }

    @ParameterizedTest
    @ValueSource(strings = {"g", "\"g\", h", "(\"g\")", "\"g", "1", "\"g\",", ""})
    void whatIsNoListOfStringsNamesNone(String text) {
        assertThat(groups(text)).isEmpty();
        assertThat(wrong(text)).isEmpty();
    }
}
