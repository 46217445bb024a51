package io.telpher.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import io.telpher.gateway.Requests;
import io.telpher.http.FieldName;
import io.telpher.http.Grpc;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.http.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcCallsTest {
    private static HttpRequest grpc(String... fields) {
        String[] all = new String[fields.length + 2];
        all[0] = "content-type";
        all[1] = "application/grpc+proto";
        System.arraycopy(fields, 0, all, 2, fields.length);
        return Requests.request(Method.POST, "http://example.org/echo.Echo/Say", "192.0.2.1", all);
    }

    private static HttpResponse answer(HttpRequest request, HttpResponse given) throws Exception {
        return new GrpcCalls().call(request, _ -> given);
    }

    @ParameterizedTest
    @CsvSource({
        "400, 13", "401, 16", "403, 7", "404, 12", "405, 12", "408, 4", "413, 8", "418, 2", "429, 8", "499, 1",
        "500, 13", "502, 14", "503, 14", "504, 4",
    })
    void anAnswerOfOursBecomesAStatusOfGrpc(int status, String code) throws Exception {
        HttpResponse response = answer(grpc(), Problem.of(status, "x"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().isEmpty()).isTrue();
        assertThat(response.fields().value(Grpc.STATUS)).isEqualTo(code);
        assertThat(response.fields().value(Grpc.MESSAGE)).startsWith("Telpher: " + status);
        assertThat(response.fields().value(FieldName.CONTENT_TYPE)).isEqualTo("application/grpc");
    }

    @Test
    void whoCouldNotBeReachedInTimeIsUnavailable() throws Exception {
        HttpRequest request = grpc();
        Failure failure = Failure.upstream(Failure.Kind.CONNECT_TIMEOUT, true, "x");
        request.exchange().failure(failure);
        HttpResponse response = answer(request, Problem.of(failure));
        assertThat(response.fields().value(Grpc.STATUS)).isEqualTo("14");
    }

    @Test
    void whatAClientMayActUponIsKept() throws Exception {
        HttpResponse limited = Problem.of(429, "x").with(FieldName.RETRY_AFTER, "7");
        HttpResponse response = answer(grpc(), limited);
        assertThat(response.fields().value(FieldName.RETRY_AFTER)).isEqualTo("7");
        assertThat(response.fields().value(FieldName.PROXY_STATUS)).startsWith("telpher");
    }

    @Test
    void otherRequestsAndGoodAnswersPassAsTheyAre() throws Exception {
        HttpResponse problem = Problem.of(503, "x");
        assertThat(answer(Requests.get("/"), problem)).isSameAs(problem);
        HttpRequest web = Requests.get("/", "content-type", "application/grpc-web");
        assertThat(answer(web, problem)).isSameAs(problem);
        HttpResponse fine = HttpResponse.text(200, "fine");
        assertThat(answer(grpc(), fine)).isSameAs(fine);
    }

    @Test
    void theTimeoutBecomesTheDeadlineOfTheExchange() throws Exception {
        HttpRequest request = grpc("grpc-timeout", "250m");
        answer(request, HttpResponse.of(200));
        assertThat(request.exchange().deadlineNanos()).isEqualTo(250_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S", "1", "123456789S", "-1S", "1s", "1.5S", " 1S"})
    void aTimeoutThatIsNoneIsRefused(String timeout) throws Exception {
        HttpResponse response = answer(grpc("grpc-timeout", timeout), HttpResponse.of(200));
        assertThat(response.fields().value(Grpc.STATUS)).isEqualTo("13");
    }

    @ParameterizedTest
    @CsvSource({"5n, 5", "7u, 7000", "9m, 9000000", "2S, 2000000000", "3M, 180000000000", "4H, 14400000000000"})
    void everyUnitIsRead(String text, long nanos) {
        assertThat(Grpc.timeoutNanos(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0n",
        "99999999, 99999999n",
        "100000000, 100000u",
        "5000000000, 5000000u",
        "86400000000000, 86400000m"
    })
    void whatRemainsIsWrittenInTheFinestUnitThatHoldsIt(long nanos, String text) {
        assertThat(Grpc.timeout(nanos)).isEqualTo(text);
    }

    @Test
    void theLongestTimeoutIsNoOverflow() {
        assertThat(Grpc.timeoutNanos("99999999H")).isPositive();
    }
}
