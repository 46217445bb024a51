package io.telpher.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private final Logger logger = new LoggerContext().getLogger("io.telpher.net.Listener");

    private LoggingEvent event(String message, Throwable thrown) {
        return new LoggingEvent("x", logger, Level.INFO, message, thrown, null);
    }

    @Test
    void text_has_time_level_short_name_and_message() {
        assertThat(new TextLayout().doLayout(event("listening", null)))
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  Listener: listening\n");
    }

    @Test
    void nobody_forges_a_line_of_text() {
        assertThat(new TextLayout().doLayout(event("a\r\nb\u001b[31m", null)))
                .endsWith("Listener: a\\x0d\n    b\\x1b[31m\n");
    }

    @Test
    void json_is_one_object_on_one_line() {
        assertThat(new JsonLayout().doLayout(event("a\n\"b\"", null)))
                .matches("\\{\"time\":\"[^\"]+\",\"level\":\"INFO\",\"logger\":\"io.telpher.net.Listener\","
                        + "\"message\":\"a\\\\n\\\\\"b\\\\\"\"\\}\n");
    }

    @Test
    void a_stack_trace_is_below_the_text_and_inside_the_json() {
        LoggingEvent event = event("failed", new IllegalStateException("why"));
        assertThat(new TextLayout().doLayout(event)).contains("failed\njava.lang.IllegalStateException: why\n\tat ");
        assertThat(new JsonLayout().doLayout(event))
                .contains("\"error\":\"java.lang.IllegalStateException: why\\n")
                .hasLineCount(1);
    }
}
