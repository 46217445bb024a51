package io.telpher.testkit.raw;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An HTTP/1.x message as it stood on the wire, taken apart loosely: what a strict parser would refuse is kept.
 *
 * @param head start line and fields with their line ends, up to and including the empty line
 * @param text the content, chunks joined, one character for each byte
 * @param trailers the fields after the last chunk
 */
public record RawMessage(String head, String text, List<Line> trailers) {

    /** One field line. */
    public record Line(String name, String value) {}

    /** The first line without its end. */
    public String startLine() {
        return head.lines().findFirst().orElse("");
    }

    /** The status of a response. */
    public int status() {
        String[] parts = startLine().split(" ", 3);
        if (parts.length < 2 || !parts[1].matches("\\d{3}")) {
            throw new AssertionError("not a status line: " + startLine());
        }
        return Integer.parseInt(parts[1]);
    }

    /** All fields in their order. */
    public List<Line> fields() {
        return lines(head.lines().skip(1).toList());
    }

    /** The values of every field with this name, in any case. */
    public List<String> all(String name) {
        return fields().stream()
                .filter(line -> line.name().equalsIgnoreCase(name))
                .map(Line::value)
                .toList();
    }

    /** The first value of a field, or an empty string if there is none. */
    public String first(String name) {
        return all(name).stream().findFirst().orElse("");
    }

    /** True if there is such a field. */
    public boolean has(String name) {
        return !all(name).isEmpty();
    }

    /** The content. */
    public byte[] body() {
        return text.getBytes(ISO_8859_1);
    }

    static List<Line> lines(List<String> raw) {
        List<Line> lines = new ArrayList<>();
        for (String line : raw) {
            int colon = line.indexOf(':');
            if (colon >= 0) {
                lines.add(new Line(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
            }
        }
        return List.copyOf(lines);
    }

    boolean chunked() {
        return first("transfer-encoding").toLowerCase(Locale.ROOT).contains("chunked");
    }

    RawMessage with(byte[] content, List<Line> last) {
        return new RawMessage(head, new String(content, ISO_8859_1), last);
    }

    @Override
    public String toString() {
        return head + text;
    }
}
