package io.telpher.app.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextReportTest {
    private static final Report REPORT = new Report(
            "http://a.example/",
            List.of(
                    new Phase("7", "DNS", 0, 2_000_000, List.of(Fact.plain("name", "a.example"))),
                    new Phase("3", "IP", 0, 0, List.of(Fact.list("two", List.of("x", "y"), Mark.GOOD))),
                    new Phase("4", "TCP", 2_000_000, 2_000_000, List.of(Fact.of("connect", "refused", Mark.BAD)))),
            4_000_000);

    @Test
    void factsStandInColumnsAndTimesAsBars() {
        assertThat(TextReport.of(REPORT, false)).isEqualTo("""
                http://a.example/

                7     DNS                                                        2.00 ms
                    name               a.example

                3     IP
                  + two                x
                                       y

                4     TCP                                                        2.00 ms
                  ! connect            refused

                  DNS                      2.00 ms  |####################                    |
                  TCP                      2.00 ms  |                    ####################|
                  total                    4.00 ms
                """);
    }

    @Test
    void onlyATerminalGetsColours() {
        assertThat(TextReport.of(REPORT, false)).doesNotContain("\u001b");
        assertThat(TextReport.of(REPORT, true)).contains("\u001b[31m! \u001b[0m");
    }

    @Test
    void jsonHasTheSameFacts() {
        assertThat(JsonReport.of(REPORT))
                .contains("\"ok\": false", "\"total_ms\": 4.000", "\"name\": \"connect\"", "\"text\": \"x; y\"");
    }

    @Test
    void jsonEscapesWhatAServerMaySend() {
        Phase phase = new Phase("7", "HTTP", 0, 0, List.of(Fact.plain("server", "a\"b\\\n\u001b\u009b")));
        assertThat(JsonReport.of(new Report("http://a.example/", List.of(phase), 0)))
                .contains("\"value\": \"a\\\"b\\\\\\n\\u001b\\u009b\"");
    }
}
