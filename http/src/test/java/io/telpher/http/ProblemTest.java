package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    @ParameterizedTest
    @CsvSource({
        "UPSTREAM, REFUSED, 502, connection_refused",
        "UPSTREAM, NO_ENDPOINT, 503, destination_unavailable",
        "UPSTREAM, CONNECT_TIMEOUT, 504, connection_timeout",
        "UPSTREAM, READ_TIMEOUT, 504, connection_read_timeout",
        "UPSTREAM, STALE, 502, connection_terminated",
        "LOCAL, LIMIT, 503, connection_limit_reached",
        "LOCAL, DEADLINE, 504, http_response_timeout",
        "DOWNSTREAM, READ_TIMEOUT, 408, http_request_error",
        "DOWNSTREAM, LIMIT, 413, http_request_error",
        "DOWNSTREAM, PROTOCOL, 400, http_request_error",
    })
    void aFailureHasAStatusAndAWordOfRfc9209(Failure.Side side, Failure.Kind kind, int status, String error) {
        HttpResponse response = Problem.of(new Failure(side, kind, false, "10.0.0.7:9001"));
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.fields().value(FieldName.PROXY_STATUS)).isEqualTo("telpher; error=" + error);
        assertThat(response.fields().value(FieldName.CONTENT_TYPE)).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @EnumSource(Failure.Kind.class)
    void noAnswerTellsOfAddressesBehindUs(Failure.Kind kind) throws IOException {
        HttpResponse response = Problem.of(Failure.upstream(kind, false, "10.0.0.7:9001"));
        assertThat(text(response)).doesNotContain("10.0.0.7");
        assertThat(response.status()).isBetween(499, 504);
    }

    @Test
    void theDetailIsEscapedAsJson() throws IOException {
        String detail = "a \"quoted\" \\ line\n\tand \u0001 <b> \ud800 é";
        assertThat(text(Problem.of(404, detail)))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":"
                        + "\"a \\\"quoted\\\" \\\\ line\\n\\tand \\u0001 \\u003cb\\u003e \\ud800 é\","
                        + "\"error\":\"http_request_error\"}\n");
    }

    private static String text(HttpResponse response) throws IOException {
        return new String(response.body().readAll(10_000), StandardCharsets.UTF_8);
    }
}
