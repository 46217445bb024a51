package io.telpher.core.config;

import static io.telpher.core.config.MappingTest.list;
import static io.telpher.core.config.MappingTest.mapping;
import static io.telpher.core.config.MappingTest.read;
import static io.telpher.core.config.MappingTest.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapesTest {
    enum Balance {
        ROUND_ROBIN,
        RANDOM
    }

    record Form(String which) {}

    private static final Mapping<Form> TCP = Mapping.of("TCP check", "", keys -> {
        keys.required("tcp", Shapes.number(1, 65535), "");
        return values -> new Form("tcp");
    });
    private static final Mapping<Form> HTTP = Mapping.of("HTTP check", "", keys -> {
        keys.required("http", Shapes.text(), "");
        keys.optional("status", Shapes.number(100, 599), "200", "");
        keys.optional("timeout", Shapes.duration(), "5s", "");
        return values -> new Form("http");
    });

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "10s,PT10S", "5m,PT5M", "2h,PT2H", "7d,PT168H", "1.5s,PT1.5S", "0s,PT0S"})
    void a_duration_has_a_unit(String text, Duration expected) {
        assertThat(Shapes.duration().read(scalar(text), new Problems())).isEqualTo(expected);
    }

    @Test
    void a_time_that_must_pass_is_not_zero() {
        assertThat(read(Shapes.positiveDuration(), scalar("0s"))).asString().contains("above zero");
        assertThat(Shapes.positiveDuration().read(scalar("1ms"), new Problems()))
                .isEqualTo(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "10 s", "10sec", "-1s", "s", "1,5s", "10S", "1e3s"})
    void what_has_no_known_unit_is_no_duration(String text) {
        assertThat(read(Shapes.duration(), scalar(text)))
                .containsExactly(
                        "found \"" + text + "\", expected a duration with its unit, such as 500ms, 10s, 5m, 2h or 7d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"24856d", "99999999999999999999s"})
    void a_duration_has_a_limit(String text) {
        assertThat(read(Shapes.duration(), scalar(text)))
                .containsExactly("found \"" + text + "\", expected a duration with its unit, such as 500ms, 10s, 5m, "
                        + "2h or 7d (at most 24855d, which are 68 years)");
        assertThat(Shapes.duration().read(scalar("24855d"), new Problems())).isEqualTo(Duration.ofDays(24_855));
    }

    @Test
    void a_size_has_a_limit() {
        assertThat(read(Shapes.size(), scalar("9999999999GiB")))
                .containsExactly(
                        "found \"9999999999GiB\", expected a size with its unit, such as 512B, 64KiB, 10MiB or "
                                + "2GiB (at most 1048576GiB)");
        assertThat(Shapes.size().read(scalar("1048576GiB"), new Problems())).isEqualTo(1L << 50);
    }

    @ParameterizedTest
    @CsvSource({"512B,512", "64KiB,65536", "10MiB,10485760", "2GiB,2147483648", "0B,0"})
    void a_size_has_a_unit(String text, long expected) {
        assertThat(Shapes.size().read(scalar(text), new Problems())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "10MB", "10M", "1.5MiB", "-1B"})
    void what_has_no_known_unit_is_no_size(String text) {
        assertThat(read(Shapes.size(), scalar(text)))
                .containsExactly(
                        "found \"" + text + "\", expected a size with its unit, such as 512B, 64KiB, 10MiB or 2GiB");
    }

    @Test
    void a_mistyped_word_gets_a_suggestion() {
        assertThat(Shapes.choice(Balance.class).read(scalar("round-robin"), new Problems()))
                .isEqualTo(Balance.ROUND_ROBIN);
        assertThat(read(Shapes.choice(Balance.class), scalar("roundrobin")))
                .containsExactly(
                        "found \"roundrobin\", expected one of round-robin, random; did you mean \"round-robin\"?");
    }

    @Test
    void a_single_value_is_a_list_of_one() {
        assertThat(Shapes.list(Shapes.text()).read(scalar("a"), new Problems())).containsExactly("a");
    }

    @Test
    void any_of_several_forms_takes_the_first_that_fits() {
        Shape<Object> shape = Shapes.anyOf(Shapes.number(1, 9), Shapes.duration(), TCP, HTTP);
        assertThat(shape.read(scalar("5"), new Problems())).isEqualTo(5);
        assertThat(shape.read(scalar("5s"), new Problems())).isEqualTo(Duration.ofSeconds(5));
        assertThat(shape.read(mapping("tcp", "80"), new Problems())).isEqualTo(new Form("tcp"));
        assertThat(shape.read(mapping("http", "/"), new Problems())).isEqualTo(new Form("http"));
    }

    @Test
    void if_no_form_fits_a_value_all_are_named() {
        assertThat(read(Shapes.anyOf(Shapes.number(1, 9), Shapes.duration(), TCP), scalar("5 s")))
                .containsExactly("found \"5 s\", expected a whole number from 1 to 9, or a duration with its unit,"
                        + " such as 500ms, 10s, 5m, 2h or 7d, or a mapping (TCP check)");
        assertThat(read(Shapes.anyOf(Shapes.bool(), TCP), scalar("maybe")))
                .containsExactly("found \"maybe\", expected true or false, or a mapping (TCP check)");
    }

    @Test
    void mistakes_are_those_of_the_form_that_knows_most_of_the_keys() {
        Shape<Form> shape = Shapes.anyOf(TCP, HTTP);
        assertThat(read(shape, mapping("http", "/", "status", "20", "timeout", "5")))
                .containsExactly(
                        "status: found \"20\", expected a whole number from 100 to 599",
                        "timeout: found \"5\", expected a duration with its unit, such as 500ms, 10s, 5m, 2h or 7d");
    }

    @Test
    void a_kind_of_node_that_no_form_has_is_told_as_such() {
        assertThat(read(Shapes.anyOf(TCP, HTTP), list("a")))
                .containsExactly("found a list, expected a mapping (TCP check), or a mapping (HTTP check)");
    }

    @Test
    void a_reason_of_the_parser_is_kept() {
        Shape<Integer> shape = Shapes.parsed("a port", text -> {
            throw new IllegalArgumentException("no port has a letter");
        });
        assertThat(read(shape, scalar("8o"))).containsExactly("found \"8o\", expected a port (no port has a letter)");
    }

    @ParameterizedTest
    @CsvSource({
        "interval,interval,0",
        "intreval,interval,1",
        "interal,interval,1",
        "helth,health,1",
        "abc,xyz,3",
        "'',ab,2"
    })
    void distance_counts_typing_mistakes(String a, String b, int expected) {
        assertThat(Nearest.distance(a, b)).isEqualTo(expected);
        assertThat(Nearest.distance(b, a)).isEqualTo(expected);
    }
}
