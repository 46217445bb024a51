package io.telpher.gateway.timeout;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Failure;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.Config;
import io.telpher.gateway.Requests;
import io.telpher.http.Body;
import io.telpher.http.Exchange;
import io.telpher.http.Grpc;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.http.RequestDeadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private long now;

    private Exchange through(HttpRequest request, Object... config) throws Exception {
        var feature = new TimeoutFeature().filter(Config.read(TimeoutConfig.SHAPE, map(config)), Config.context());
        new CallerDeadline("test", () -> now, new Metrics())
                .call(request, asked -> feature.call(asked, _ -> HttpResponse.of(200)));
        return request.exchange();
    }

    private static String handedDown(HttpRequest request, long now) throws Failure {
        return String.valueOf(TimeLeft.handedDown(request, now).fields().value(RequestDeadline.NAME));
    }

    @Test
    void theKeyIsReadStrictly() {
        assertThat(Config.read(TimeoutConfig.SHAPE, map("request", "10s")))
                .isEqualTo(new TimeoutConfig(Duration.ofSeconds(10), Duration.ZERO));
        assertThat(Config.mistakes(TimeoutConfig.SHAPE, map("request", "0s"))).contains("1ms to 1d");
        assertThat(Config.mistakes(TimeoutConfig.SHAPE, map("request", "2d"))).contains("1ms to 1d");
        assertThat(Config.mistakes(TimeoutConfig.SHAPE, map("request", "1s", "reserve", "1s")))
                .contains("reserve");
        assertThat(Config.mistakes(TimeoutConfig.SHAPE, map("read", "1s"))).contains("read", "request");
    }

    @ParameterizedTest
    @CsvSource({"8500, 8500", "30000, 10000", "0, 0", "999999999, 10000", "00042, 42"})
    void theCallersWordShortensTheRoutesLimitAndNeverLengthensIt(String said, long millis) throws Exception {
        now = -1;
        Exchange exchange = through(Requests.get("/", "x-request-deadline", said), "request", "10s");
        assertThat(exchange.deadlineNanos()).isEqualTo(Math.max(1, millis * MILLI));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "+1", "1.5", "1s", "1764094000", "1764094000000", "2026-11-25T17:00:00Z", "٣", "1 "})
    void whatIsNoNumberOfMillisecondsIsIgnored(String said) throws Exception {
        Exchange exchange = through(Requests.get("/", "x-request-deadline", said), "request", "10s");
        assertThat(exchange.deadlineNanos()).isEqualTo(10 * SECOND);
    }

    @Test
    void whatIsSaidTwiceIsIgnored() throws Exception {
        HttpRequest twice = Requests.get("/", "x-request-deadline", "5", "x-request-deadline", "7");
        assertThat(through(twice, "request", "10s").deadlineNanos()).isEqualTo(10 * SECOND);
    }

    @Test
    void whatHasPassedAlreadyIsNotBegun() {
        now = MILLI;
        assertThatThrownBy(() -> through(Requests.get("/", "x-request-deadline", "0"), "request", "10s"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.DEADLINE));
    }

    @Test
    void whatIsLeftIsHandedDownInPlaceOfWhatWasSaid() throws Exception {
        HttpRequest request = Requests.get("/", "x-request-deadline", "9000");
        through(request, "request", "10s");
        assertThat(handedDown(request, 1_500 * MILLI + 1)).isEqualTo("7499");
        assertThatThrownBy(() -> handedDown(request, 9 * SECOND - MILLI / 2)).isInstanceOf(Failure.class);
    }

    @Test
    void ofWhatIsLeftAReserveIsKept() throws Exception {
        HttpRequest request = Requests.get("/");
        through(request, "request", "10s", "reserve", "1s");
        assertThat(handedDown(request, 0)).isEqualTo("9000");
    }

    @Test
    void ofACallersDeadlineThatIsWithheldNothingIsHandedDown() throws Exception {
        HttpRequest request = Requests.get("/", "x-request-deadline", "300");
        through(request, "request", "10s");
        HttpRequest withheld = RequestDeadline.withheld(request);
        assertThat(handedDown(withheld, SECOND / 10)).isEqualTo("9900");
        assertThatThrownBy(() -> handedDown(withheld, SECOND)).isInstanceOf(Failure.class);

        HttpRequest unlimited = Requests.get("/", "x-request-deadline", "300", "grpc-timeout", "300m");
        unlimited.exchange().deadline(300 * MILLI);
        HttpRequest sent = TimeLeft.handedDown(RequestDeadline.withheld(unlimited), 0);
        assertThat(sent.fields().contains(RequestDeadline.NAME)).isFalse();
        assertThat(sent.fields().contains(Grpc.TIMEOUT)).isFalse();
    }

    @Test
    void callsOfGrpcAreToldInBothWays() throws Exception {
        HttpRequest request = Requests.get("/", "content-type", "application/grpc", "grpc-timeout", "99S");
        through(request, "request", "10s");
        HttpRequest sent = TimeLeft.handedDown(request, 2 * SECOND);
        assertThat(sent.fields().value(Grpc.TIMEOUT)).isEqualTo("8000000u");
        assertThat(sent.fields().value(RequestDeadline.NAME)).isEqualTo("8000");
    }

    @Test
    void anEndpointIsToBlameForTheRoutesLimitAndNotForItsCallers() throws Exception {
        Failure late = new Failure(Failure.Side.LOCAL, Failure.Kind.DEADLINE, false, "late");
        Exchange ours = through(Requests.get("/"), "request", "10s");
        assertThat(TimeLeft.blamed(late, ours, 5 * SECOND).side()).isEqualTo(Failure.Side.UPSTREAM);
        assertThat(TimeLeft.blamed(late, ours, 4 * SECOND)).isSameAs(late);
        Exchange callers = through(Requests.get("/", "x-request-deadline", "9999"), "request", "10s");
        assertThat(TimeLeft.blamed(late, callers, 9 * SECOND)).isSameAs(late);
    }

    @Test
    void eventsMayLastAndADocumentOfThatTypeMayNot() {
        HttpResponse events = HttpResponse.of(
                200, Requests.fields("content-type", "text/event-stream"), Body.writing(Body.UNKNOWN, _ -> {}));
        assertThat(HttpTraits.INSTANCE.lasts(events)).isTrue();
        assertThat(HttpTraits.INSTANCE.lasts(events.withBody(Body.of("data: 1"))))
                .isFalse();
        assertThat(HttpTraits.INSTANCE.lasts(HttpResponse.of(101))).isTrue();
    }
}
