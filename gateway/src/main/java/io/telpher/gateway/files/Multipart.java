package io.telpher.gateway.files;

import io.telpher.http.Body;
import io.telpher.http.MultipartRanges;
import io.telpher.http.Ranges;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;

/** Several parts as one body. */
final class Multipart {
    private final Content content;
    private final MultipartRanges parts;

    Multipart(Content content, String type, List<Ranges.Range> parts) {
        this.content = content;
        this.parts = new MultipartRanges(
                type, content.size(), parts, UUID.randomUUID().toString());
    }

    String contentType() {
        return parts.contentType();
    }

    Body body() {
        return Body.writing(parts.length(), this::write);
    }

    private void write(OutputStream out) throws IOException {
        try (Content.Open open = content.open()) {
            for (Ranges.Range part : parts.parts()) {
                out.write(parts.head(part));
                open.copy(part, out);
            }
        }
        out.write(parts.end());
    }
}
