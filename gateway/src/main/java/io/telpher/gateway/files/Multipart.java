package io.telpher.gateway.files;

import io.telpher.http.Body;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Several parts of a file as one body, {@code multipart/byteranges} (RFC 9110 §14.6). */
final class Multipart {
    private final FoundFile file;
    private final String type;
    private final List<Ranges.Range> parts;
    private final String boundary = UUID.randomUUID().toString(); // no content can be made to have it

    Multipart(FoundFile file, String type, List<Ranges.Range> parts) {
        this.file = file;
        this.type = type;
        this.parts = parts;
    }

    static String contentRange(Ranges.Range part, FoundFile file) {
        return "bytes " + part.first() + '-' + part.last() + '/' + file.size();
    }

    String contentType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    Body body() {
        long length = end().length;
        for (Ranges.Range part : parts) {
            length += head(part).length + part.length();
        }
        return Body.writing(length, this::write);
    }

    private void write(OutputStream out) throws IOException {
        try (FileChannel channel = file.open()) {
            for (Ranges.Range part : parts) {
                out.write(head(part));
                FoundFile.copy(channel, part, out);
            }
        }
        out.write(end());
    }

    private byte[] head(Ranges.Range part) {
        return ascii("\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\nContent-Range: "
                + contentRange(part, file) + "\r\n\r\n");
    }

    private byte[] end() {
        return ascii("\r\n--" + boundary + "--\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
