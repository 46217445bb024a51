package io.telpher.app.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problem;
import io.telpher.core.config.Problems;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class YamlTest {

    @Test
    void every_node_knows_its_line_and_column() {
        Node root = read("""
                # what listens
                listeners:
                  - http: 8080
                    proxy:
                upstreams: {web: "a b"}
                """);
        assertThat(root)
                .isEqualTo(entries(
                        at(2, 1),
                        entry(
                                2,
                                1,
                                "listeners",
                                new Node.Items(
                                        at(3, 3),
                                        List.of(entries(
                                                at(3, 5),
                                                entry(3, 5, "http", new Node.Scalar(at(3, 11), "8080")),
                                                entry(4, 5, "proxy", new Node.Empty(at(4, 11))))))),
                        entry(
                                5,
                                1,
                                "upstreams",
                                entries(at(5, 12), entry(5, 13, "web", new Node.Scalar(at(5, 18), "a b"))))));
    }

    @Test
    void values_stay_the_text_that_was_written() {
        Node.Items list = (Node.Items) read("[no, 1e3, 010, 0x1F, 'null', 1.10, true, 2020-01-01, \"\"]");
        assertThat(list.items())
                .extracting(node -> ((Node.Scalar) node).text())
                .containsExactly("no", "1e3", "010", "0x1F", "null", "1.10", "true", "2020-01-01", "");
        assertThat(((Node.Items) read("[null, ~]")).items()).allMatch(node -> node instanceof Node.Empty);
    }

    @Test
    void an_empty_file_is_nothing() {
        assertThat(read("# nothing\n")).isInstanceOf(Node.Empty.class);
        assertThat(read("")).isInstanceOf(Node.Empty.class);
    }

    @Test
    void an_alias_is_the_node_of_its_anchor_and_stands_where_that_stands() {
        Node.Entries root = (Node.Entries) read("a: &x {k: v}\nb: *x\n");
        assertThat(root.entries().get(1).value()).isSameAs(root.entries().get(0).value());
    }

    @Test
    void duplicate_keys_are_all_told() {
        assertThat(mistakes("a: 1\nb: {c: 1, c: 2}\na: 3\n"))
                .containsExactly(
                        "t.yaml:2:11: error: b.c: duplicate key, first on line 2",
                        "t.yaml:3:1: error: a: duplicate key, first on line 1");
    }

    @Test
    void unknown_tags_merge_keys_and_keys_that_are_no_words_are_all_told() {
        assertThat(mistakes("a: !!java/object 1\nb: &x {}\nc: {<<: *x}\n? [d]\n: 1\ne: !env HOME\nf: !!str 5\n"))
                .containsExactly(
                        "t.yaml:1:4: error: a: unknown tag tag:yaml.org,2002:java/object, expected a plain value",
                        "t.yaml:3:5: error: c: merge keys are not part of YAML 1.2; use an alias for the whole value",
                        "t.yaml:4:3: error: found a list as a key, expected a word",
                        "t.yaml:6:4: error: e: unknown tag !env, expected a plain value");
    }

    @Test
    void a_second_document_is_a_mistake() {
        assertThat(mistakes("a: 1\n---\nb: 2\n"))
                .containsExactly("t.yaml:2:1: error: a second document (\"---\"), expected one document only");
    }

    @Test
    void a_tab_is_a_mistake_with_its_place() {
        assertThat(mistakes("a:\n\tb: 1\n"))
                .containsExactly("t.yaml:2:1: error: not YAML: a tab cannot indent or begin a value; use spaces");
    }

    @Test
    void what_is_no_yaml_is_told_with_its_place() {
        assertThat(mistakes("a: b: c\n"))
                .singleElement()
                .asString()
                .startsWith("t.yaml:1:5: error: not YAML: a \": \"");
        assertThat(mistakes("a: [1, 2\n")).singleElement().asString().startsWith("t.yaml:2:1: error: not YAML: ");
        assertThat(mistakes("a: \"x\n")).singleElement().asString().contains(": error: not YAML: ");
        assertThat(mistakes("a: x\nb: y\u0001z\n"))
                .containsExactly("t.yaml:2:5: error: not YAML: a control character (U+0001)");
        assertThat(mistakes("a: *x\n"))
                .containsExactly("t.yaml:1:4: error: a: alias *x before its anchor, expected &x above");
    }

    @Test
    void a_billion_laughs_are_stopped() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String ten = ("*a" + (i - 1) + ", ").repeat(10);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ten.substring(0, ten.length() - 2)));
        }
        assertThat(mistakes(bomb.toString())).singleElement().asString().contains("aliases counted");
    }

    @Test
    void depth_is_bounded_through_aliases_too() {
        String deep = "[".repeat(30) + "]".repeat(30);
        assertThat(mistakes("[".repeat(51) + "]".repeat(51)))
                .singleElement()
                .asString()
                .contains("more than 50 levels");
        assertThat(mistakes("a: &x " + deep + "\nb: " + "[".repeat(25) + "*x" + "]".repeat(25) + "\n"))
                .singleElement()
                .asString()
                .startsWith("t.yaml:2:")
                .contains("more than 50 levels");
        assertThat(read("[".repeat(50) + "]".repeat(50))).isInstanceOf(Node.Items.class);
    }

    @Test
    void a_file_above_4_MiB_is_refused_unread() {
        assertThat(mistakes("#".repeat(Yaml.MAX_CHARACTERS + 1)))
                .containsExactly("t.yaml:1:1: error: the file is larger than 4 MiB");
    }

    @Test
    void an_escape_that_is_none_is_a_mistake_behind_what_could_be_read() {
        for (String text : List.of("\u0000", "\"\\x", "\"\\U", "\"\\UFFFFFFFF\"", "\"\\U00110000\"")) {
            assertThat(mistakes("a: " + text))
                    .as(text)
                    .singleElement()
                    .asString()
                    .startsWith("t.yaml:1:")
                    .contains("not YAML");
        }
    }

    @Property(tries = 2000)
    void any_text_is_a_tree_or_a_mistake(@ForAll @StringLength(max = 60) @CharRange(from = ' ', to = '~') String text) {
        Problems problems = new Problems();
        Node root = Yaml.read("t.yaml", text.replace('~', '\n').replace('^', '\t'), problems);
        assertThat(root != null || problems.hasErrors()).isTrue();
    }

    private static Node read(String text) {
        Problems problems = new Problems();
        Node root = Yaml.read("t.yaml", text, problems);
        assertThat(problems.all()).isEmpty();
        assertThat(root).isNotNull();
        return root;
    }

    private static List<String> mistakes(String text) {
        Problems problems = new Problems();
        Yaml.read("t.yaml", text, problems);
        return problems.all().stream().map(Problem::toString).toList();
    }

    private static Location at(int line, int column) {
        return new Location("t.yaml", line, column);
    }

    private static Node entries(Location where, Node.Entry... entries) {
        return new Node.Entries(where, List.of(entries));
    }

    private static Node.Entry entry(int line, int column, String key, Node value) {
        return new Node.Entry(at(line, column), key, value);
    }
}
