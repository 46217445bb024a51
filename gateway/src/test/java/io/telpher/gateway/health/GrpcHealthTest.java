package io.telpher.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Probe.Answer;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Grpc;
import io.telpher.http.HttpResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcHealthTest {
    private static final Field TYPE = Field.of(FieldName.CONTENT_TYPE, "application/grpc");

    private static Answer judge(String status, int... message) throws IOException {
        byte[] bytes = new byte[message.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) message[i];
        }
        Fields head = Fields.of(TYPE, Field.of(Grpc.STATUS, status));
        return GrpcHealth.judge(HttpResponse.of(200, head, Body.of(bytes)));
    }

    @Test
    void aQuestionIsAFramedMessageWithTheNameOfTheService() {
        assertThat(GrpcHealth.question("")).containsExactly(0, 0, 0, 0, 0);
        assertThat(GrpcHealth.question("ab")).containsExactly(0, 0, 0, 0, 4, 0x0a, 2, 'a', 'b');
    }

    @Test
    void aLongNameHasALengthOfSeveralBytes() {
        assertThat(GrpcHealth.question("a".repeat(300))).hasSize(308).startsWith(0, 0, 0, 1, 47, 0x0a, 0xac, 0x02, 'a');
    }

    @ParameterizedTest
    @CsvSource({"0, false, UNKNOWN", "1, true, SERVING", "2, false, NOT_SERVING", "3, false, SERVICE_UNKNOWN"})
    void onlyServingIsHealthy(int said, boolean healthy, String detail) throws IOException {
        assertThat(judge("0", 0, 0, 0, 0, 2, 0x08, said)).isEqualTo(new Answer(healthy, detail));
    }

    @Test
    void whatIsNoAnswerIsNotHealthy() throws IOException {
        assertThat(judge("12")).isEqualTo(new Answer(false, "the server has no health service"));
        assertThat(judge("0")).isEqualTo(new Answer(false, "an answer that is no plain message of gRPC"));
        assertThat(judge("0", 0, 0, 0, 0, 0)).isEqualTo(new Answer(false, "UNKNOWN"));
        assertThat(GrpcHealth.judge(HttpResponse.text(404, "no")))
                .isEqualTo(new Answer(false, "HTTP 404, no answer of gRPC"));
    }
}
