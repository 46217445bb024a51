package io.telpher.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.app.access.Ends;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import io.telpher.core.Verdict;
import io.telpher.core.Waiter;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.http.WrittenBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {
    private long waitedNanos;
    private long nowNanos;

    /** Timers that come at once, and are added up; a minute passes between two looks at the clock. */
    private final Timers timers = new Timers() {
        @Override
        public Subscription after(long delayNanos, Runnable task) {
            waitedNanos += delayNanos;
            task.run();
            return () -> {};
        }

        @Override
        public long nanos() {
            nowNanos += 60_000_000_000L;
            return nowNanos;
        }
    };

    private final Demo demo = new Demo(new Waiter(timers));
    private final DemoEndpoint amber = demo.endpoints().get(0);
    private final DemoEndpoint teal = demo.endpoints().get(1);

    private static HttpRequest get(String path) {
        return Ends.get(Ends.exchange(), path, null);
    }

    private HttpResponse behave(DemoEndpoint asked, String name, String body) throws Exception {
        Fields json = Fields.of(Field.of(FieldName.CONTENT_TYPE, "application/json"));
        return asked.call(get("/demo/" + name + "/behaviour")
                .withMethod(Method.POST)
                .withFields(json)
                .withBody(Body.of(body)));
    }

    private static String text(HttpResponse response) throws Exception {
        return new String(response.body().readAll(1 << 20), StandardCharsets.UTF_8);
    }

    @Test
    void an_endpoint_says_who_it_is() throws Exception {
        HttpResponse response = teal.call(get("/demo/work"));

        assertThat(response.fields().value(FieldName.of("x-demo-endpoint"))).isEqualTo("teal");
        assertThat(text(response)).contains("\"endpoint\":\"teal\"", "\"served\":1");
    }

    @Test
    void any_endpoint_takes_a_change_for_any_other() throws Exception {
        assertThat(behave(amber, "teal", "\"fail\"").status()).isEqualTo(200);

        assertThat(teal.call(get("/demo/work")).status()).isEqualTo(500);
        assertThat(teal.call(get("/health")).status()).isEqualTo(500);
        assertThat(amber.call(get("/demo/work")).status()).isEqualTo(200);
    }

    @Test
    void an_endpoint_that_lies_fails_users_and_passes_checks() throws Exception {
        behave(amber, "teal", "\"lie\"");

        assertThat(teal.call(get("/demo/work")).status()).isEqualTo(500);
        assertThat(teal.call(get("/health")).status()).isEqualTo(200);
    }

    @Test
    void an_endpoint_that_drains_says_so_and_serves() throws Exception {
        behave(amber, "teal", "\"draining\"");

        assertThat(teal.call(get("/demo/work")).status()).isEqualTo(200);
        assertThat(text(teal.call(get("/health")))).contains("draining");
    }

    @Test
    void a_slow_endpoint_lets_wait_health_checks_too() throws Exception {
        behave(amber, "teal", "{\"slow\": 300}");

        assertThat(teal.call(get("/demo/work")).status()).isEqualTo(200);
        assertThat(waitedNanos).isEqualTo(300_000_000L);
        assertThat(teal.call(get("/health")).status()).isEqualTo(200);
        assertThat(waitedNanos).isEqualTo(600_000_000L);
    }

    @Test
    void a_down_endpoint_closes_connections_but_still_takes_orders() throws Exception {
        behave(amber, "teal", "\"down\"");

        assertThat(teal.gate().admit(get("/demo/work"))).isInstanceOf(Verdict.Drop.class);
        assertThat(teal.gate().admit(get("/health"))).isInstanceOf(Verdict.Drop.class);
        assertThat(teal.gate().admit(get("/demo/teal/behaviour"))).isInstanceOf(Verdict.Admit.class);
        assertThat(amber.gate().admit(get("/demo/work"))).isInstanceOf(Verdict.Admit.class);
        assertThat(teal.call(get("/health")).status()).isEqualTo(503);
    }

    @Test
    void an_endpoint_that_is_well_again_serves_again() throws Exception {
        behave(teal, "teal", "\"down\"");
        behave(teal, "teal", "\"well\"");

        assertThat(teal.call(get("/demo/work")).status()).isEqualTo(200);
        assertThat(teal.gate().admit(get("/health"))).isInstanceOf(Verdict.Admit.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"slow\": 0}", "{\"slow\": 60001}", "slow", "{\"slow\": \"a\"}", "faster", "", "[", "{}", "[1]"
            })
    void a_behaviour_that_is_none_is_refused(String body) throws Exception {
        assertThat(behave(amber, "teal", body).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"well,well", "'{slow: 5}',slow", "{fail: true},fail", "down,down", "lie,lie", "draining,draining"})
    void a_behaviour_can_be_typed_as_yaml(String body, String word) {
        assertThat(Behaviour.parse(body).word()).isEqualTo(word);
    }

    @Test
    void a_form_of_a_strangers_page_changes_nothing() throws Exception {
        HttpRequest form = get("/demo/teal/behaviour").withMethod(Method.POST).withBody(Body.of("\"down\""));

        assertThat(amber.call(form).status()).isEqualTo(415);
        assertThat(amber.call(get("/demo/teal/behaviour")).status()).isEqualTo(405);
        assertThat(behave(amber, "nobody", "\"down\"").status()).isEqualTo(404);
        assertThat(teal.call(get("/demo/work")).status()).isEqualTo(200);
    }

    @Test
    void an_echo_shows_the_request_as_it_came() throws Exception {
        Fields fields = Fields.of(Field.of(FieldName.X_FORWARDED_FOR, "203.0.113.7"));

        assertThat(text(amber.call(get("/demo/echo").withFields(fields))))
                .contains("\"method\":\"GET\"", "{\"name\":\"x-forwarded-for\",\"value\":\"203.0.113.7\"}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 16_384, 100_001})
    void as_many_bytes_come_as_were_asked_for(int n) throws Exception {
        HttpResponse response = amber.call(get("/demo/bytes/" + n));

        assertThat(response.body().length()).isEqualTo(n);
        assertThat(response.body().readAll(200_000)).hasSize(n);
    }

    @Test
    void more_bytes_than_sixteen_gibibytes_are_refused() throws Exception {
        assertThat(amber.call(get("/demo/bytes/17179869185")).status()).isEqualTo(400);
        assertThat(amber.call(get("/demo/bytes/999999999999")).status()).isEqualTo(404);
    }

    /** A reader that goes away after some events. */
    private static final class Reader extends OutputStream {
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private int eventsLeft;

        Reader(int events) {
            eventsLeft = events;
        }

        @Override
        public void write(int b) {
            read.write(b);
        }

        @Override
        public void flush() throws IOException {
            if (--eventsLeft <= 0) {
                throw new IOException("gone");
            }
        }
    }

    private void follow(OutputStream out) throws Exception {
        HttpResponse response = amber.call(get("/demo/events"));
        ((WrittenBody) response.body()).writer().writeTo(out);
    }

    @Test
    void a_watcher_gets_the_state_and_then_signs_of_life() {
        Reader reader = new Reader(3);

        assertThatThrownBy(() -> follow(reader)).hasMessage("gone");
        assertThat(reader.read.toString(StandardCharsets.UTF_8))
                .startsWith("data: {\"endpoints\":[{\"name\":\"amber\"")
                .endsWith("\n\n: still here\n\n: still here\n\n");
    }

    @Test
    void a_watcher_that_went_away_leaves_its_place_to_another() {
        for (int i = 0; i < Watchers.MAX + 1; i++) {
            assertThatThrownBy(() -> follow(new Reader(1))).hasMessage("gone");
        }
    }

    @Test
    void a_watcher_is_told_of_a_change() {
        OutputStream changing = new ByteArrayOutputStream() {
            private int flushes;

            @Override
            public void flush() throws IOException {
                flushes++;
                if (flushes == 1) {
                    demo.behave("plum", new Behaviour.Failing());
                }
                if (flushes == 2) {
                    throw new IOException(toString(StandardCharsets.UTF_8));
                }
            }
        };

        assertThatThrownBy(() -> follow(changing)).hasMessageContaining("\"behaviour\":\"fail\"");
    }

    @Test
    void what_is_not_there_is_named() throws Exception {
        assertThat(text(amber.call(get("/nothing")))).contains("/demo/echo");
    }
}
