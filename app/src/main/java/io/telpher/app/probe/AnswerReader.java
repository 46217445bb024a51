package io.telpher.app.probe;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an HTTP/1.1 response from a stream, only to look at it: it counts the body and keeps none of it. */
final class AnswerReader {
    private static final int HEAD_BYTES_MAX = 64 << 10;
    private static final int FIELDS_MAX = 500;
    private static final int SHOWN_BYTES = 60;

    private final InputStream in;
    private final byte[] buffer = new byte[16 << 10];

    AnswerReader(InputStream in) {
        this.in = in;
    }

    /**
     * A body as it was counted.
     *
     * @param framing how its end is told: {@code "chunked"}
     * @param whole false if reading stopped at the limit
     */
    record BodySize(long bytes, String framing, boolean delimited, boolean whole) {}

    /** The next head. @throws IOException if it is none; the message says what came instead */
    Answer head() throws IOException {
        String first = line(HEAD_BYTES_MAX);
        String[] parts = first.split(" ", 3);
        if (!parts[0].matches("HTTP/1\\.[01]") || parts.length < 2 || !parts[1].matches("[1-9][0-9]{2}")) {
            throw new IOException("not an HTTP/1.1 answer: " + shown(first));
        }
        List<Answer.Line> fields = new ArrayList<>();
        int left = HEAD_BYTES_MAX;
        for (String line = line(left); !line.isEmpty(); line = line(left)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("not a field: " + shown(line));
            }
            fields.add(new Answer.Line(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
            left -= line.length();
            if (left <= 0 || fields.size() > FIELDS_MAX) {
                throw new IOException(
                        "the head is larger than " + HEAD_BYTES_MAX + " bytes or " + FIELDS_MAX + " fields");
            }
        }
        return new Answer(parts[0], Integer.parseInt(parts[1]), parts.length > 2 ? parts[2] : "", fields);
    }

    /** Reads the body of this answer and counts it, at most so many bytes. */
    BodySize body(Answer answer, String method, long bytesMax) throws IOException {
        if (answer.bodiless(method)) {
            return new BodySize(0, "none", true, true);
        }
        if (answer.hasToken("transfer-encoding", "chunked")) {
            return chunks(bytesMax);
        }
        String length = answer.value("content-length");
        if (length == null) {
            long bytes = skip(bytesMax, false);
            return new BodySize(bytes, "until the connection closes", false, bytes < bytesMax);
        }
        long declared = number(length, 10);
        long bytes = skip(Math.min(declared, bytesMax), true);
        return new BodySize(bytes, "Content-Length", true, bytes == declared);
    }

    private BodySize chunks(long bytesMax) throws IOException {
        long bytes = 0;
        while (bytes < bytesMax) {
            String size = line(HEAD_BYTES_MAX).split(";", 2)[0].strip();
            long chunk = number(size, 16);
            if (chunk == 0) {
                while (!line(HEAD_BYTES_MAX).isEmpty()) {
                    // a trailer
                }
                return new BodySize(bytes, "chunked", true, true);
            }
            bytes += skip(Math.min(chunk, bytesMax), true);
            if (chunk < bytesMax && !line(2).isEmpty()) {
                throw new IOException("a chunk is longer than its size says");
            }
        }
        return new BodySize(bytes, "chunked", true, false);
    }

    private long skip(long count, boolean all) throws IOException {
        long left = count;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                if (all) {
                    throw new EOFException("the connection ended " + left + " bytes before the body");
                }
                break;
            }
            left -= n;
        }
        return count - left;
    }

    private static long number(String text, int radix) throws IOException {
        try {
            long value = Long.parseLong(text, radix);
            if (value >= 0 && text.charAt(0) != '+') {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IOException("not a length: " + shown(text));
    }

    private String line(int bytesMax) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException(
                        line.size() == 0
                                ? "the connection closed without an answer"
                                : "not a whole line: " + shown(text(line)));
            }
            line.write(b);
            if (line.size() > bytesMax) {
                throw new IOException("not HTTP, or a line longer than " + bytesMax + " bytes: " + shown(text(line)));
            }
        }
        String text = text(line);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** A foreign text without anything that a terminal would obey. */
    static String shown(@Nullable String text) {
        StringBuilder shown = new StringBuilder();
        String all = String.valueOf(text);
        for (int i = 0; i < Math.min(all.length(), SHOWN_BYTES); i++) {
            char c = all.charAt(i);
            shown.append(c < ' ' || c > '~' ? "\\x%02x".formatted((int) c) : String.valueOf(c));
        }
        return '"' + shown.toString() + '"' + (all.length() > SHOWN_BYTES ? "..." : "");
    }
}
