package io.telpher.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What stands around several parts that are sent as one body, {@code multipart/byteranges} (RFC 9110 §14.6). Pure: whoever
 * has the content writes {@link #head} and the bytes of each part, then {@link #end}.
 *
 * @param type the content's own type
 * @param size of all of the representation
 * @param parts those that are sent
 * @param boundary what no content can be made to hold, at most 70 letters, digits and dashes
 */
public record MultipartRanges(String type, long size, List<Ranges.Range> parts, String boundary) {

    /** The type of the whole. */
    public String contentType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** The length of the whole. */
    public long length() {
        long length = end().length;
        for (Ranges.Range part : parts) {
            length += head(part).length + part.length();
        }
        return length;
    }

    /** What comes before a part. */
    public byte[] head(Ranges.Range part) {
        String typeLine = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
        return ascii("\r\n--" + boundary + "\r\n" + typeLine + "Content-Range: " + ContentRange.text(part, size)
                + "\r\n\r\n");
    }

    /** What comes behind the last one. */
    public byte[] end() {
        return ascii("\r\n--" + boundary + "--\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
