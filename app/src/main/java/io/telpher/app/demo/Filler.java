package io.telpher.app.demo;

import io.telpher.app.web.Answers;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Bodies of any length: lines of text, the same each time. */
final class Filler {
    private static final long MAX = 16L << 30;
    private static final byte[] CHUNK = "an endpoint of the demo fills a body with lines of sixty-three.\n"
            .repeat(256)
            .getBytes(StandardCharsets.US_ASCII);

    private Filler() {}

    static HttpResponse response(long length) {
        if (length > MAX) {
            return Answers.problem(400, "Bad Request", "At most " + MAX + " bytes.");
        }
        Fields fields = Fields.of(Field.of(FieldName.CONTENT_TYPE, "text/plain"));
        return HttpResponse.of(200, fields, Body.writing(length, out -> write(length, out)));
    }

    private static void write(long length, OutputStream out) throws IOException {
        long left = length;
        while (left > 0) {
            int now = (int) Math.min(left, CHUNK.length);
            out.write(CHUNK, 0, now);
            left -= now;
        }
    }
}
