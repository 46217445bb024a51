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

    @Test
    void whoSaysNothingHasNone() {
        assertThat(Grpc.status(Fields.EMPTY)).isEqualTo(-1);
    }
}
