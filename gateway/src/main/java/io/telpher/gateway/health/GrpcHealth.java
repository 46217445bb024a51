package io.telpher.gateway.health;

import io.telpher.core.Probe.Answer;
import io.telpher.http.Fields;
import io.telpher.http.Grpc;
import io.telpher.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The question and the answer of {@code grpc.health.v1.Health/Check}: one message each, of one field, so that they are
 * written and read here by hand.
 */
final class GrpcHealth {
    static final String PATH = "/grpc.health.v1.Health/Check";
    static final int ANSWER_MAX_BYTES = 1024;

    private static final int PREFIX_BYTES = 5;
    private static final int FIRST_FIELD_TEXT = 0x0a;
    private static final int FIRST_FIELD_NUMBER = 0x08;
    private static final int SEVEN_BITS = 0x7f;

    private GrpcHealth() {}

    /** The message that asks for a service; the empty name asks for the whole server. */
    static byte[] question(String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (name.length > 0) {
            message.write(FIRST_FIELD_TEXT);
            for (int rest = name.length; ; rest >>>= 7) {
                if (rest <= SEVEN_BITS) {
                    message.write(rest);
                    break;
                }
                message.write((rest & SEVEN_BITS) | 0x80);
            }
            message.write(name, 0, name.length);
        }
        int length = message.size();
        byte[] framed = new byte[PREFIX_BYTES + length];
        framed[1] = (byte) (length >>> 24);
        framed[2] = (byte) (length >>> 16);
        framed[3] = (byte) (length >>> 8);
        framed[4] = (byte) length;
        System.arraycopy(message.toByteArray(), 0, framed, PREFIX_BYTES, length);
        return framed;
    }

    /** Whether an answer says SERVING. Reads it to its end. */
    static Answer judge(HttpResponse response) throws IOException {
        if (response.status() != 200 || !Grpc.is(response.fields())) {
            response.body().discard();
            return new Answer(false, "HTTP " + response.status() + ", no answer of gRPC");
        }
        byte[] message = response.body().readAll(ANSWER_MAX_BYTES);
        String status = status(response);
        if (!"0".equals(status)) {
            return new Answer(false, status == null ? "no grpc-status" : meaning(status));
        }
        return serving(message);
    }

    private static @Nullable String status(HttpResponse response) {
        Fields trailers = response.body().trailers();
        String last = trailers.value(Grpc.STATUS);
        return last != null ? last : response.fields().value(Grpc.STATUS);
    }

    private static String meaning(String status) {
        return switch (status) {
            case "5" -> "the service is not known to the server's health service";
            case "12" -> "the server has no health service";
            default -> "grpc-status " + status;
        };
    }

    /** The message has the status as its first field; one without it says UNKNOWN, which is 0. */
    private static Answer serving(byte[] message) {
        if (message.length < PREFIX_BYTES || message[0] != 0) {
            return new Answer(false, "an answer that is no plain message of gRPC");
        }
        int said = message.length >= PREFIX_BYTES + 2 && message[PREFIX_BYTES] == FIRST_FIELD_NUMBER
                ? message[PREFIX_BYTES + 1]
                : 0;
        return switch (said) {
            case 1 -> new Answer(true, "SERVING");
            case 2 -> new Answer(false, "NOT_SERVING");
            case 3 -> new Answer(false, "SERVICE_UNKNOWN");
            default -> new Answer(false, "UNKNOWN");
        };
    }
}
