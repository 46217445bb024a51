package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.filter.Rig.Got;
import io.telpher.cache.rules.Sample;
import io.telpher.core.Failure;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.testkit.time.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes after which what they made is fetched and stored. */
class WriteThroughTest {
    private final Rig rig = new Rig(CacheSettings.DEFAULT.writingThrough(true));
    private volatile String content = "old";

    /** An origin that takes what it is sent. */
    private HttpResponse origin(HttpRequest request) throws Exception {
        if (request.method().equals(Method.GET)) {
            return rig.answer(request, content, "cache-control", "max-age=60", "vary", "accept-encoding");
        }
        content = new String(request.body().readAll(100), java.nio.charset.StandardCharsets.UTF_8);
        return HttpResponse.of(204);
    }

    private HttpRequest write(Method method, String... fields) {
        return Sample.request(method, "/a", "new", fields);
    }

    private void behindEnds() throws Exception {
        Eventually.see(rig.threads::get, n -> n == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST", "PATCH"})
    void whoReadsNextFindsWhatWasWritten(String method) throws Exception {
        rig.origin = this::origin;
        assertThat(rig.get("/a").content()).isEqualTo("old");
        assertThat(rig.call(write(Method.of(method))).status()).isEqualTo(204);
        behindEnds();
        rig.askedTimes(3);
        Got next = rig.get("/a");
        assertThat(next.content()).isEqualTo("new");
        assertThat(next.told()).contains("; hit");
        rig.askedTimes(3);
    }

    @Test
    void itIsAskedForAsAStrangerDoes() throws Exception {
        rig.origin = this::origin;
        rig.call(write(
                Method.PUT,
                "authorization",
                "Basic YTpi",
                "cookie",
                "a=b",
                "if-match",
                "\"1\"",
                "content-type",
                "text/plain",
                "accept-encoding",
                "gzip",
                "x-forwarded-proto",
                "https"));
        behindEnds();
        HttpRequest read = rig.asked.getLast();
        assertThat(read.method()).isEqualTo(Method.GET);
        assertThat(read.fields().size()).isEqualTo(2);
        assertThat(read.fields().value(FieldName.ACCEPT_ENCODING)).isEqualTo("gzip");
        assertThat(read.fields().value(FieldName.of("x-forwarded-proto"))).isEqualTo("https");
        assertThat(read.body().readAll(1)).isEmpty();
        assertThat(rig.get("/a", "accept-encoding", "gzip").told()).contains("; hit");
    }

    @ParameterizedTest
    @ValueSource(ints = {303, 404, 409, 500})
    void whatDidNotSucceedIsFollowedByNothing(int status) throws Exception {
        rig.origin = _ -> HttpResponse.of(status);
        rig.call(write(Method.PUT));
        behindEnds();
        rig.askedTimes(1);
    }

    @Test
    void norIsADelete() throws Exception {
        rig.origin = this::origin;
        rig.call(write(Method.DELETE));
        behindEnds();
        rig.askedTimes(1);
    }

    @Test
    void norIsAnythingUnlessTheOperatorWantsIt() throws Exception {
        Rig plain = new Rig();
        plain.origin = this::origin;
        plain.call(write(Method.PUT));
        Eventually.see(plain.threads::get, n -> n == 0);
        plain.askedTimes(1);
    }

    @Test
    void theWriterHasHisAnswerThoughTheReadFails() throws Exception {
        rig.origin = request -> {
            if (request.method().equals(Method.GET)) {
                throw Failure.upstream(Failure.Kind.RESET, false, "broken");
            }
            return HttpResponse.of(204);
        };
        assertThat(rig.call(write(Method.PUT)).status()).isEqualTo(204);
        behindEnds();
        rig.origin = this::origin;
        content = "later";
        assertThat(rig.get("/a").content()).isEqualTo("later");
    }
}
