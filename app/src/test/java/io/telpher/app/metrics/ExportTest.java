package io.telpher.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.access.Ends;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExportTest {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    private final Metrics metrics = new Metrics();

    private String exported(String accept) throws Exception {
        Fields fields = Fields.of(Field.of(FieldName.of("accept"), accept));
        HttpResponse response = new Export(metrics)
                .call(Ends.get(Ends.exchange(), "/metrics", null).withFields(fields));
        return response.fields().value(FieldName.CONTENT_TYPE) + "\n"
                + new String(response.body().readAll(1 << 20), StandardCharsets.UTF_8);
    }

    @Test
    void counters_gauges_and_readings_are_exported_with_help_and_type() throws Exception {
        metrics.counter("telpher_things_total", "Things.", "kind")
                .with("a\"b\n")
                .add(3);
        metrics.gauge("telpher_level", "A level.").with().add(-2);
        metrics.reading("telpher_heat", "Asked for when exported.", () -> 36.6);

        assertThat(exported("*/*"))
                .startsWith("text/plain; version=0.0.4")
                .contains("# HELP telpher_things_total Things.\n# TYPE telpher_things_total counter\n")
                .contains("telpher_things_total{kind=\"a\\\"b\\n\"} 3.0\n")
                .contains("telpher_level -2.0\n")
                .contains("telpher_heat 36.6\n");
    }

    @Test
    void a_histogram_is_cumulative_in_seconds() throws Exception {
        metrics.histogram("telpher_wait_seconds", "Waits.").with().record(2_000_000);
        metrics.histogram("telpher_wait_seconds", "Waits.").with().record(40_000_000_000L);

        assertThat(exported("text/plain"))
                .contains("telpher_wait_seconds_bucket{le=\"0.001\"} 0\n")
                .contains("telpher_wait_seconds_bucket{le=\"0.0025\"} 1\n")
                .contains("telpher_wait_seconds_bucket{le=\"+Inf\"} 2\n")
                .contains("telpher_wait_seconds_sum 40.002\n");
    }

    @Test
    void openmetrics_is_given_to_whoever_accepts_it() throws Exception {
        metrics.counter("telpher_things_total", "Things.").with().increment();

        assertThat(exported("application/openmetrics-text;version=1.0.0;q=0.6,text/plain;q=0.3"))
                .startsWith("application/openmetrics-text; version=1.0.0")
                .contains("# TYPE telpher_things counter")
                .endsWith("# EOF\n");
    }

    @Test
    void every_name_of_ours_follows_the_conventions() throws Exception {
        ProcessReadings.addTo(metrics, "0.1.0");
        new RequestMetrics(metrics).accept(Ends.served(200, exchange -> {}));
        List<String> help = exported("*/*")
                .lines()
                .filter(line -> line.startsWith("# HELP "))
                .toList();

        assertThat(help).hasSizeGreaterThan(15).allSatisfy(line -> {
            String[] words = line.split(" ", 4);
            assertThat(words[2]).matches(NAME);
            assertThat(words[3]).isNotBlank();
        });
        assertThat(exported("*/*").lines().filter(line -> line.endsWith(" counter")))
                .allMatch(line -> line.contains("_total "));
    }

    @Test
    void the_process_is_measured() throws Exception {
        ProcessReadings.addTo(metrics, "0.1.0");

        assertThat(exported("*/*"))
                .contains("telpher_build_info{java=\"" + Runtime.version() + "\",version=\"0.1.0\"} 1.0")
                .containsPattern("jvm_heap_used_bytes [1-9]")
                .containsPattern("jvm_threads [1-9]");
    }

    @Test
    void resident_memory_is_read_off_proc() {
        assertThat(ProcessReadings.resident(List.of("Name:\tjava", "VmRSS:\t   1234 kB")))
                .isEqualTo(1234 * 1024);
    }
}
