package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcStatusTest {
    private static int status(String value) {
        return Grpc.status(Fields.of(Field.of(Grpc.STATUS, value)));
    }

    @Test
    void aStatusIsANumber() {
        assertThat(status("0")).isZero();
        assertThat(status("14")).isEqualTo(14);
        assertThat(status("999")).isEqualTo(999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1000", "1x", "99999999999"})
    void whatIsNoNumberIsNoStatus(String value) {
        assertThat(status(value)).isEqualTo(-1);
    }

    private static HttpResponse head(String type, String status, Body body) {
        return HttpResponse.of(
                200, Fields.of(Field.of(FieldName.CONTENT_TYPE, type), Field.of(Grpc.STATUS, status)), body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "13", "14", "15"})
    void aCallThatEndsWithItsHeadSaysThereThatTheEndpointFailed(String status) {
        assertThat(HttpTraits.INSTANCE.failed(head("application/grpc", status, Body.empty())))
                .isTrue();
        assertThat(HttpTraits.INSTANCE.failed(head("text/html", status, Body.empty())))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "3", "4", "5", "8", "12", "16", "x"})
    void whatTheCallerAskedForIsNoFailureOfTheEndpoint(String status) {
        assertThat(HttpTraits.INSTANCE.failed(head("application/grpc+proto", status, Body.empty())))
                .isFalse();
    }

    @Test
    void aCallWithMessagesTellsAtItsEnd() {
        Body ended = new Body() {
            @Override
            public long length() {
                return UNKNOWN;
            }

            @Override
            public java.io.InputStream stream() {
                return java.io.InputStream.nullInputStream();
            }

            @Override
            public boolean replayable() {
                return false;
            }

            @Override
            public Fields trailers() {
                return Fields.of(Field.of(Grpc.STATUS, "14"));
            }
        };
        HttpResponse reply =
                HttpResponse.of(200, Fields.of(Field.of(FieldName.CONTENT_TYPE, "application/grpc")), ended);
        assertThat(HttpTraits.INSTANCE.failed(reply)).isFalse();
        assertThat(HttpTraits.INSTANCE.tellsAtEnd(reply)).isTrue();
        assertThat(HttpTraits.INSTANCE.failedAtEnd(reply)).isTrue();
        assertThat(HttpTraits.INSTANCE.tellsAtEnd(HttpResponse.text(200, "x"))).isFalse();
    }

    @Test
    void whoSaysNothingHasNone() {
        assertThat(Grpc.status(Fields.EMPTY)).isEqualTo(-1);
    }
}
