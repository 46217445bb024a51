package io.telpher.gateway.ratelimitservice;

import io.telpher.core.Service;
import io.telpher.gateway.ratelimitservice.wire.Question;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Grpc;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Problem;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** The calls of the service: one message, one answer. */
final class ServiceFilter implements HttpFilter {
    static final String PATH = "/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit";

    private static final int QUESTION_MAX_BYTES = 64 << 10;
    private static final int PREFIX_BYTES = 5;
    private static final int INVALID_ARGUMENT = 3;
    private static final int UNIMPLEMENTED = 12;
    private static final Field TYPE = Field.of(FieldName.CONTENT_TYPE, "application/grpc");
    private static final Fields WELL = Fields.of(Field.of(Grpc.STATUS, "0"));

    private final Domains domains;

    ServiceFilter(Domains domains) {
        this.domains = domains;
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        if (!Grpc.is(request.fields()) || !request.path().equals(PATH)) {
            request.body().discard();
            return Problem.of(404, "Here is nothing but Envoy's rate limit service.");
        }
        byte[] framed = request.body().readAll(QUESTION_MAX_BYTES);
        if (framed.length < PREFIX_BYTES || length(framed) != framed.length - PREFIX_BYTES) {
            return failed(INVALID_ARGUMENT, "expected one message");
        }
        if (framed[0] != 0) {
            return failed(UNIMPLEMENTED, "compressed messages are not read");
        }
        Question question;
        try {
            question = Question.read(java.util.Arrays.copyOfRange(framed, PREFIX_BYTES, framed.length));
        } catch (IllegalArgumentException e) {
            return failed(INVALID_ARGUMENT, "no RateLimitRequest: " + e.getMessage());
        }
        if (question.domain().isEmpty() || question.descriptors().isEmpty()) {
            return failed(INVALID_ARGUMENT, "expected a domain and at least one descriptor");
        }
        return HttpResponse.of(
                200,
                Fields.of(TYPE),
                new Message(framed(domains.answer(question).bytes())));
    }

    private static long length(byte[] framed) {
        long length = 0;
        for (int i = 1; i < PREFIX_BYTES; i++) {
            length = length << 8 | (framed[i] & 0xff);
        }
        return length;
    }

    private static byte[] framed(byte[] message) {
        byte[] framed = new byte[PREFIX_BYTES + message.length];
        for (int i = 1; i < PREFIX_BYTES; i++) {
            framed[i] = (byte) (message.length >>> (8 * (PREFIX_BYTES - 1 - i)));
        }
        System.arraycopy(message, 0, framed, PREFIX_BYTES, message.length);
        return framed;
    }

    private static HttpResponse failed(int status, String why) {
        Fields fields = Fields.of(
                TYPE, Field.of(Grpc.STATUS, String.valueOf(status)), Field.of(Grpc.MESSAGE, why.replace('%', ' ')));
        return HttpResponse.of(200, fields, Body.empty());
    }

    /** An answer and the trailers that say that it is all. */
    @SuppressWarnings("ArrayRecordComponent") // identity is all that anybody asks of a body
    private record Message(byte[] bytes) implements Body {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public Fields trailers() {
            return WELL;
        }
    }
}
