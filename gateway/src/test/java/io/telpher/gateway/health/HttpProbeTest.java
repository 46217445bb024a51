package io.telpher.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Cell;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.core.Probe.Answer;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import io.telpher.core.Waiter;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProbeTest {
    private static final Endpoint ENDPOINT = new Endpoint("2001:db8::1", 9001);

    /** A clock that stands still: nothing ever times out. */
    private static final Waiter PATIENT = new Waiter(new Timers() {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public Subscription after(long delayNanos, Runnable task) {
            return () -> {};
        }
    });

    private static Answer shallow(HttpHandler handler) throws InterruptedException {
        return HttpProbe.shallow("/health?x=1", endpoint -> handler, PATIENT).ask(ENDPOINT, 1);
    }

    private static Answer deep(String json) throws InterruptedException {
        HttpHandler handler = request -> HttpResponse.of(200, Fields.EMPTY, Body.of(json));
        return HttpProbe.deep("/health", endpoint -> handler, PATIENT).ask(ENDPOINT, 1);
    }

    @Test
    void twoHundredIsWell() throws InterruptedException {
        AtomicReference<HttpRequest> seen = new AtomicReference<>();
        Answer answer = shallow(request -> {
            seen.set(request);
            return HttpResponse.of(200);
        });
        assertThat(answer).isEqualTo(new Answer(true, "HTTP 200"));
        assertThat(seen.get().toString()).isEqualTo("GET http://[2001:db8::1]:9001/health?x=1");
        assertThat(seen.get().fields().contains(FieldName.HOST))
                .as("the connection writes Host of the authority: a field would be a second one")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 206, 301, 404, 500, 503})
    void anythingElseIsNot(int status) throws InterruptedException {
        assertThat(shallow(request -> HttpResponse.of(status))).isEqualTo(new Answer(false, "HTTP " + status));
    }

    @Test
    void whoIsDrainingSaysSoInAFieldOrInItsStatus() throws InterruptedException {
        Fields json = Fields.of(Field.of(FieldName.CONTENT_TYPE, "application/json"));
        Fields field = Fields.of(Field.of(FieldName.of("telpher-health"), "draining"));
        assertThat(shallow(request -> HttpResponse.of(503, json, Body.of("{\"status\":\"draining\"}"))))
                .isEqualTo(new Answer(false, true, "HTTP 503, draining"));
        assertThat(shallow(request -> HttpResponse.of(200, field, Body.of("fine"))))
                .isEqualTo(new Answer(true, true, "HTTP 200, draining"));
        assertThat(deep("{\"status\":\"DRAINING\"}").draining()).isTrue();
        assertThat(deep("{\"status\":\"up\",\"checks\":{\"db\":{\"status\":\"draining\"}}}")
                        .draining())
                .isFalse();
        assertThat(shallow(request -> HttpResponse.of(503, json, Body.of("{\"status\":")))
                        .draining())
                .isFalse();
    }

    @Test
    void troubleIsAnAnswer() throws InterruptedException {
        assertThat(shallow(request -> {
                    throw Failure.upstream(Failure.Kind.REFUSED, true, "x");
                }))
                .isEqualTo(new Answer(false, "connection refused"));
        assertThat(shallow(request -> {
                    throw new IllegalStateException("bug");
                }))
                .isEqualTo(new Answer(false, "bug"));
    }

    @Test
    void whoDoesNotAnswerInTimeIsNotWellAndIsCancelled() throws InterruptedException {
        Cell<Boolean> cancelled = new Cell<>();
        Thread asking = Thread.currentThread();
        AtomicInteger looks = new AtomicInteger();
        Waiter hurried = new Waiter(new Timers() {
            @Override
            public long nanos() { // whoever waits looks at the clock once, and then it is late
                return Thread.currentThread() == asking && looks.getAndIncrement() > 0 ? 100 : 0;
            }

            @Override
            public Subscription after(long delayNanos, Runnable task) {
                return () -> {};
            }
        });
        HttpHandler silent = request -> {
            try {
                return new Cell<HttpResponse>().join();
            } catch (InterruptedException e) {
                cancelled.complete(true);
                throw e;
            }
        };
        Answer answer =
                HttpProbe.shallow("/health", endpoint -> silent, hurried).ask(ENDPOINT, 50);
        assertThat(answer).isEqualTo(new Answer(false, "no answer in time"));
        assertThat(cancelled.join()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"UP\"}",
                "{\"status\":\"UP\",\"components\":{\"db\":{\"status\":\"UP\",\"details\":{\"status\":\"DOWN\"}},"
                        + "\"more\":{\"status\":\"UP\",\"components\":{\"a\":{\"status\":\"UP\"}}}},\"groups\":[\"liveness\"]}",
                "{\"status\":\"ok\",\"dependencies\":{\"redis\":\"up\",\"kafka\":{\"status\":\"Healthy\"},\"s3\":true}}",
                "{\"status\":\"healthy\",\"dependencies\":[{\"name\":\"redis\",\"status\":\"up\"}]}",
                "{\"status\":\"pass\",\"checks\":{\"redis:connections\":[{\"status\":\"pass\",\"observedValue\":75},"
                        + "{\"status\":\"warn\"}]}}",
                "{\"healthy\":true}",
                "{\"checks\":{\"db\":\"ok\"}}"
            })
    void aDeepCheckPassesIfEverythingIsUp(String json) throws InterruptedException {
        assertThat(deep(json).healthy()).as(deep(json).detail()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"DOWN\"}",
                "{\"status\":\"UP\",\"components\":{\"db\":{\"status\":\"DOWN\"}}}",
                "{\"status\":\"UP\",\"components\":{\"m\":{\"status\":\"UP\",\"components\":{\"a\":{\"status\":\"DOWN\"}}}}}",
                "{\"status\":\"ok\",\"dependencies\":{\"redis\":\"down\"}}",
                "{\"status\":\"ok\",\"dependencies\":{\"redis\":null}}",
                "{\"status\":\"ok\",\"dependencies\":[{\"name\":\"redis\",\"status\":\"timeout\"}]}",
                "{\"status\":\"ok\",\"dependencies\":{\"redis\":{\"latency\":3}}}",
                "{\"status\":\"pass\",\"checks\":{\"r\":[{\"status\":\"pass\"},{\"status\":\"fail\"}]}}",
                "{\"healthy\":false}",
                "{}",
                "[]",
                "",
                "OK",
                "{\"status\":",
                "{\"status\":\"UP\"",
                "{\"status\":\"UP\",\"checks\":[[[[[[[[[[[[[[[[[[[[[["
            })
    void aDeepCheckFailsIfAnythingIsNot(String json) throws InterruptedException {
        assertThat(deep(json).healthy()).as(deep(json).detail()).isFalse();
    }

    @Test
    void theDependencyThatIsDownIsNamed() throws InterruptedException {
        assertThat(deep("{\"status\":\"DOWN\",\"components\":{\"db\":{\"status\":\"DOWN\"}}}")
                        .detail())
                .isEqualTo("the service is DOWN");
        assertThat(deep("{\"dependencies\":{\"a\":\"up\",\"redis\":\"down\"}}").detail())
                .isEqualTo("redis is down");
    }

    @Test
    void anAnswerThatIsTooLongIsNoAnswer() throws InterruptedException {
        assertThat(deep("{\"status\":\"UP\",\"x\":\"" + "y".repeat(70_000) + "\"}")
                        .healthy())
                .isFalse();
    }
}
