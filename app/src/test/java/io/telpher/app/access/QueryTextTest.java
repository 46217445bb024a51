package io.telpher.app.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTextTest {

    private static String written(String query, int max) {
        Bytes out = new Bytes();
        QueryText.write(query, max, out);
        return new String(out.array(), 0, out.length(), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "token=abc, token=***",
        "page=2&access_token=abc&sort=up, page=2&access_token=***&sort=up",
        "API-Key=1;q=2, API-Key=***;q=2",
        "X-Amz-Signature=ff00, X-Amz-Signature=***",
        "code=xyz&state=1, code=***&state=1",
        "p%61ssword=x, p%61ssword=***",
        "token==a=b, token=***",
        "token=, token=",
        "&&token=a&&, &&token=***&&"
    })
    void the_value_of_a_name_that_looks_secret_is_hidden(String query, String expected) {
        assertThat(written(query, 100)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=2&sort=up", "q=tokens+and+keys", "flag", "", "a=b=c", "=x", "token"})
    void anything_else_is_written_as_it_came(String query) {
        assertThat(written(query, 100)).isEqualTo(query);
    }

    @Property
    void no_secret_shows_wherever_the_query_is_cut(
            @ForAll @AlphaChars @StringLength(min = 1, max = 20) String before, @ForAll("positions") int max) {
        String query = "q" + before.charAt(0) + "=1&client_secret=SECRET9VALUE&z=1";

        assertThat(written(query, max)).doesNotContain("9");
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<Integer> positions() {
        return net.jqwik.api.Arbitraries.integers().between(0, 40);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5})
    void what_is_cut_ends_with_dots(int max) {
        assertThat(written("page=200", max)).isEqualTo("page=200".substring(0, max) + "...");
    }
}
