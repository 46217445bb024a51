package io.telpher.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MappingTest {
    private static final Location HERE = new Location("t.yaml", 1, 1);

    record Health(String path, Duration interval) {}

    record Upstream(List<String> endpoints, Health health, Integer weight) {}

    static final Mapping<Health> HEALTH = Mapping.of("health check", "Active checks.", keys -> {
        Mapping.Key<String> path = keys.required("http", Shapes.text(), "The path.");
        Mapping.Key<Duration> interval = keys.optional("interval", Shapes.duration(), "10s", "Between two checks.");
        return values -> new Health(values.of(path), values.of(interval));
    });

    static final Mapping<Upstream> UPSTREAM = Mapping.of("upstream", "Where requests go.", keys -> {
        Mapping.Key<List<String>> endpoints = keys.required("endpoints", Shapes.list(Shapes.text()), "Addresses.");
        Mapping.Key<Health> health = keys.optional("health", HEALTH, "Checks.");
        Mapping.Key<Integer> weight = keys.optional("weight", Shapes.number(0, 9), "1", "How much it takes.");
        return values -> {
            if (values.of(endpoints).isEmpty()) {
                throw new IllegalArgumentException("an upstream needs an endpoint");
            }
            return new Upstream(values.of(endpoints), values.orNull(health), values.of(weight));
        };
    });

    @Test
    void what_is_left_out_has_its_default() {
        Problems problems = new Problems();
        assertThat(HEALTH.read(mapping("http", "/h"), problems)).isEqualTo(new Health("/h", Duration.ofSeconds(10)));
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void every_mistake_is_told_at_once_with_its_path() {
        Node bad = mapping("endpoints", mapping(), "wieght", "1", "weight", "10", "health", mapping("interval", "5"));
        assertThat(read(UPSTREAM, bad))
                .containsExactly(
                        "endpoints: found a mapping, expected text",
                        "wieght: unknown key \"wieght\" in upstream; did you mean \"weight\"?;"
                                + " known keys: endpoints, health, weight",
                        "weight: found \"10\", expected a whole number from 0 to 9",
                        "health.interval: found \"5\", expected a duration with its unit, such as 500ms, 10s, 5m, 2h or 7d",
                        "health: \"http\" is missing, expected text");
    }

    @Test
    void an_unknown_key_that_is_like_none_gets_no_suggestion() {
        assertThat(read(HEALTH, mapping("http", "/", "colour", "red")))
                .containsExactly("colour: unknown key \"colour\" in health check; known keys: http, interval");
    }

    @Test
    void items_of_lists_and_names_of_maps_are_steps_of_the_path() {
        Shape<?> shape = Shapes.mapOf(Shapes.list(Shapes.number(1, 2)));
        assertThat(read(shape, mapping("web", list("1", "3"))))
                .containsExactly("web[1]: found \"3\", expected a whole number from 1 to 2");
    }

    @Test
    void a_refusal_of_the_record_is_a_mistake_of_the_mapping() {
        assertThat(read(UPSTREAM, mapping("endpoints", list()))).containsExactly("an upstream needs an endpoint");
    }

    @Test
    void a_record_is_not_made_of_a_list_with_a_bad_item() {
        Problems problems = new Problems();
        assertThat(Shapes.list(Shapes.number(0, 1)).read(list("0", "x"), problems))
                .isNull();
        assertThat(problems.hasErrors()).isTrue();
    }

    @Test
    void defaults_may_be_empty_lists_and_mappings() {
        Mapping<Map<String, String>> shape = Mapping.of("m", "", keys -> {
            Mapping.Key<List<String>> items = keys.optional("items", Shapes.list(Shapes.text()), "[]", "");
            Mapping.Key<Map<String, String>> names = keys.optional("names", Shapes.mapOf(Shapes.text()), "{}", "");
            return values -> {
                assertThat(values.of(items)).isEmpty();
                return values.of(names);
            };
        });
        assertThat(shape.read(mapping(), new Problems())).isEmpty();
    }

    @Test
    void a_key_cannot_be_declared_twice() {
        Mapping<String> twice = Mapping.of("m", "", keys -> {
            keys.optional("a", Shapes.text(), "");
            keys.optional("a", Shapes.text(), "");
            return values -> "";
        });
        assertThatThrownBy(() -> twice.read(mapping(), new Problems())).hasMessageContaining("declared twice");
    }

    @Test
    void a_default_that_cannot_be_read_shows_at_once() {
        Mapping<String> bad = Mapping.of("m", "", keys -> {
            keys.optional("a", Shapes.duration(), "5", "");
            return values -> "";
        });
        assertThatThrownBy(bad::schema)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("default of a");
    }

    @Test
    void nothing_behind_a_key_is_a_mapping_without_keys_but_not_a_value() {
        assertThat(read(HEALTH, new Node.Empty(HERE))).containsExactly("\"http\" is missing, expected text");
        assertThat(read(Shapes.text(), new Node.Empty(HERE))).containsExactly("found nothing, expected text");
    }

    static List<String> read(Shape<?> shape, Node node) {
        Problems problems = new Problems();
        assertThat(shape.read(node, problems)).isNull();
        return problems.all().stream()
                .map(problem -> (problem.path().isEmpty() ? "" : problem.path() + ": ") + problem.message())
                .toList();
    }

    static Node scalar(String text) {
        return new Node.Scalar(HERE, text);
    }

    static Node list(String... items) {
        return new Node.Items(
                HERE, java.util.Arrays.stream(items).map(MappingTest::scalar).toList());
    }

    static Node mapping(Object... keysAndValues) {
        List<Node.Entry> entries = new java.util.ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            entries.add(new Node.Entry(
                    HERE, (String) keysAndValues[i], value instanceof Node node ? node : scalar((String) value)));
        }
        return new Node.Entries(HERE, entries);
    }
}
