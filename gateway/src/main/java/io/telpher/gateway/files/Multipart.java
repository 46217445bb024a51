package io.telpher.gateway.files;

import io.telpher.http.Body;
import io.telpher.http.MultipartRanges;
import io.telpher.http.Ranges;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.UUID;

/** Several parts of a file as one body. */
final class Multipart {
    private final FoundFile file;
    private final MultipartRanges parts;

    Multipart(FoundFile file, String type, List<Ranges.Range> parts) {
        this.file = file;
        this.parts =
                new MultipartRanges(type, file.size(), parts, UUID.randomUUID().toString());
    }

    String contentType() {
        return parts.contentType();
    }

    Body body() {
        return Body.writing(parts.length(), this::write);
    }

    private void write(OutputStream out) throws IOException {
        try (FileChannel channel = file.open()) {
            for (Ranges.Range part : parts.parts()) {
                out.write(parts.head(part));
                FoundFile.copy(channel, part, out);
            }
        }
        out.write(parts.end());
    }
}
