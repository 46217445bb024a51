package io.telpher.gateway.idempotency;

import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpResponse;
import io.telpher.resilience.idempotency.Answers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * Responses as bytes: status, fields, content.
 *
 * @param bytesMax how long the content may be
 */
record KeptAnswers(int bytesMax) implements Answers<HttpResponse> {
    /** What may be otherwise the next time, without anybody having done anything wrong. */
    private static final Set<Integer> PASSING = Set.of(401, 403, 407, 408, 409, 421, 425, 429);

    @Override
    public boolean isFinal(HttpResponse response) {
        return response.status() >= 200 && response.status() < 500 && !PASSING.contains(response.status());
    }

    @Override
    public Taken<HttpResponse> take(HttpResponse response) throws IOException {
        InputStream in = response.body().stream();
        byte[] content = in.readNBytes(bytesMax + 1);
        if (content.length > bytesMax) {
            return new Taken<>(response.withBody(rest(response.body().length(), content, in)), null);
        }
        in.close();
        return new Taken<>(response.withBody(Body.of(content)), bytes(response, content));
    }

    /** What was read, and what is still to come. */
    private static Body rest(long length, byte[] begun, InputStream in) {
        return Body.writing(length, out -> {
            try (in) {
                out.write(begun);
                out.flush();
                in.transferTo(out);
            }
        });
    }

    private static byte[] bytes(HttpResponse response, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(response.status());
        out.writeShort(response.fields().size());
        response.fields().forEach((name, value) -> {
            try {
                out.writeUTF(name);
                out.writeUTF(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        out.write(content);
        return bytes.toByteArray();
    }

    @Override
    public HttpResponse of(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int status = in.readUnsignedShort();
        int count = in.readUnsignedShort();
        Fields.Editor fields = Fields.EMPTY.edit();
        for (int i = 0; i < count; i++) {
            fields.add(Field.of(FieldName.of(in.readUTF()), in.readUTF()));
        }
        return HttpResponse.of(status, fields.done(), Body.of(in.readAllBytes()));
    }
}
