package io.telpher.gateway.retry;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Backoff;
import io.telpher.gateway.Config;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Requests;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Grpc;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.KeptBody;
import io.telpher.http.Method;
import io.telpher.resilience.retry.Reason;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryFeatureTest {
    private final FeatureContext context = Config.context();

    private static RetryConfig read(Object... config) {
        return Config.read(RetryConfig.SHAPE, map(config));
    }

    @Test
    void withoutAWordItIsAsTheBookSays() {
        RetryConfig config = read();
        assertThat(config.attempts()).isEqualTo(5);
        assertThat(config.backoff()).isEqualTo(Backoff.DEFAULT);
        assertThat(config.bufferBytes()).isEqualTo(64 * 1024);
        assertThat(config.budget()).isEqualTo(new RetryConfig.Budget(0.2, 10));
        assertThat(config.on().reasons())
                .containsExactlyInAnyOrder(Reason.REFUSED, Reason.TIMEOUT, Reason.RESET, Reason.FAILED, Reason.BUSY);
        assertThat(config.hedge()).isNull();
    }

    @Test
    void whatIsTriedAgainCanBeChosen() {
        Causes on = read("on", List.of("reset", "503", 429)).on();
        assertThat(on.reasons()).containsExactlyInAnyOrder(Reason.RESET, Reason.FAILED, Reason.BUSY);
        assertThat(on.of(HttpResponse.of(503))).isEqualTo(Reason.FAILED);
        assertThat(on.of(HttpResponse.of(500))).isNull();
        assertThat(on.of(HttpResponse.of(429))).isEqualTo(Reason.BUSY);
        Causes all = read("on", "5xx").on();
        assertThat(all.of(HttpResponse.of(500))).isEqualTo(Reason.FAILED);
        assertThat(all.of(HttpResponse.of(501))).isNull();
        assertThat(all.of(HttpResponse.of(429))).isNull();
    }

    private static HttpResponse grpc(int status) {
        return HttpResponse.of(
                200,
                Fields.of(
                        Field.of(FieldName.CONTENT_TYPE, "application/grpc"),
                        Field.of(Grpc.STATUS, String.valueOf(status))),
                Body.empty());
    }

    @Test
    void aCallOfGrpcThatEndsWithItsHeadIsReadAsAStatusOfHttp() {
        Causes all = read().on();
        assertThat(all.of(grpc(14))).isEqualTo(Reason.FAILED);
        assertThat(all.of(grpc(13))).isEqualTo(Reason.FAILED);
        assertThat(all.of(grpc(5))).isNull();
        Causes some = read("on", List.of("503")).on();
        assertThat(some.of(grpc(14))).isEqualTo(Reason.FAILED);
        assertThat(some.of(grpc(13))).isNull();
        Causes written = read("on", List.of("unavailable")).on();
        assertThat(written.of(grpc(14))).isEqualTo(Reason.DECLINED);
        assertThat(written.of(grpc(13))).isNull();
        assertThat(written.of(HttpResponse.of(503))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"404", "401", "501", "505", "200", "4xx", "hang-up"})
    void whatDoesNotPassCannotBeChosen(String cause) {
        assertThat(Config.mistakes(RetryConfig.SHAPE, map("on", cause))).isNotEmpty();
    }

    @Test
    void otherMistakesAreToldToo() {
        for (Object bad : List.of(
                map("attempts", 0),
                map("attempts", 11),
                map("buffer", "2MiB"),
                map("budget", map("share", "101%")),
                map("hedge", map("after", "p4")),
                map("hedge", map("after", "soon")),
                map("hedge", map("most", 4)),
                map("on", List.of()))) {
            assertThat(Config.mistakes(RetryConfig.SHAPE, bad)).isNotEmpty();
        }
    }

    /** A body that arrives, as connections give them. */
    private static final class Arriving implements KeptBody {
        int limit = -1;
        boolean settled;

        @Override
        public long length() {
            return 100;
        }

        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(new byte[100]);
        }

        @Override
        public boolean replayable() {
            return limit >= 100 && !settled;
        }

        @Override
        public Body kept(int bytes) {
            limit = bytes;
            return this;
        }

        @Override
        public boolean whole() {
            return true;
        }

        @Override
        public void settle() {
            settled = true;
        }
    }

    private HttpResponse put(Body body, List<HttpRequest> seen, Object... config) throws Exception {
        HttpFilter filter = new RetryFeature().filter(read(config), context);
        HttpRequest put = Requests.request(Method.PUT, "http://a/", "192.0.2.1").withBody(body);
        return filter.call(put, request -> {
            seen.add(request);
            return HttpResponse.of(request.exchange().tries() == null ? 500 : 200);
        });
    }

    @Test
    void aBodyIsKeptUntilTheAnswerIsThere() throws Exception {
        Arriving body = new Arriving();
        List<HttpRequest> seen = new ArrayList<>();
        assertThat(put(body, seen).status()).isEqualTo(200);
        assertThat(body.limit).isEqualTo(64 * 1024);
        assertThat(body.settled).isTrue();
        assertThat(seen.getFirst().body()).isSameAs(body);
    }

    @Test
    void ofOneThatIsTooLongNothingIs() throws Exception {
        Arriving body = new Arriving();
        put(body, new ArrayList<>(), "buffer", "99B");
        assertThat(body.limit).isZero();
    }
}
