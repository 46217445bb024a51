package io.telpher.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.Source;
import io.telpher.core.config.Location;
import io.telpher.core.config.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemReportTest {

    private static String report(String line, int column, boolean coloured) {
        Problem problem = new Problem(Problem.Severity.WARNING, new Location("f", 1, column), "p", "m");
        return new ProblemReport(new Source("f", List.of(line)), coloured).text(List.of(problem));
    }

    @Test
    void the_caret_stands_below_its_column() {
        assertThat(report("\ta: \ud83d\ude00 b", 7, false))
                .isEqualTo("f:1:7: warning: p: m\n    1 |  a: \ud83d\ude00 b\n      |        ^\n");
    }

    @Test
    void a_long_line_is_cut_around_the_caret() {
        String[] lines =
                report("x".repeat(500) + "Y" + "x".repeat(500), 501, false).split("\n");
        assertThat(lines[1]).hasSizeLessThan(140);
        assertThat(lines[1].charAt(lines[2].indexOf('^'))).isEqualTo('Y');
    }

    @Test
    void control_characters_do_not_reach_the_terminal() {
        assertThat(report("a\u001b[31m", 1, false)).contains("a?[31m").doesNotContain("\u001b");
    }

    @Test
    void colours_are_for_terminals_only() {
        assertThat(report("a", 1, true)).contains("\u001b[33mwarning: \u001b[0m");
        assertThat(report("a", 1, false)).doesNotContain("\u001b");
    }

    @Test
    void a_place_outside_the_text_is_told_without_an_excerpt() {
        Problem problem = new Problem(Problem.Severity.ERROR, new Location("f", 9, 9), "", "m");
        assertThat(new ProblemReport(new Source("f", List.of()), false).text(List.of(problem)))
                .isEqualTo("f:9:9: error: m\n");
    }
}
