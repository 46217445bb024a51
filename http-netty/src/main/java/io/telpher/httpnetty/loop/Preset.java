package io.telpher.httpnetty.loop;

import io.telpher.http.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Pieces of heads that are the same again and again, encoded once. */
final class Preset {
    static final byte[] SPACE = bytes(" ");
    static final byte[] QUESTION = bytes("?");
    static final byte[] CRLF = bytes("\r\n");
    static final byte[] CONTENT_LENGTH = bytes("content-length: ");
    static final byte[] NO_CONTENT = bytes("content-length: 0\r\n");
    static final byte[] CHUNKED = bytes("transfer-encoding: chunked\r\n");
    static final byte[] CLOSE = bytes("connection: close\r\n");
    static final byte[] KEEP_ALIVE = bytes("connection: keep-alive\r\n");
    static final byte[] UPGRADE = bytes("connection: upgrade\r\n");
    static final byte[] TE = bytes("connection: te\r\n");
    static final byte[] CONTINUE = bytes("HTTP/1.1 100 Continue\r\n\r\n");
    static final byte[] REQUEST_END = bytes(" HTTP/1.1\r\nhost: ");

    private static final byte[][] STATUS_LINES = statusLines();

    private Preset() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[][] statusLines() {
        byte[][] lines = new byte[600][];
        for (int code = 100; code < 600; code++) {
            lines[code] = bytes("HTTP/1.1 " + code + " " + Status.reason(code) + "\r\n");
        }
        return lines;
    }

    static byte[] statusLine(int code) {
        return STATUS_LINES[code];
    }

    /** The Date field (RFC 9110 §6.6.1), made anew once a second. One for each loop. */
    static final class Date {
        private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                        "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);

        private long second = -1;
        private byte[] line = new byte[0];

        byte[] line(long epochSecond) {
            if (epochSecond != second) {
                second = epochSecond;
                line = bytes("date: " + FORMAT.format(Instant.ofEpochSecond(epochSecond)) + "\r\n");
            }
            return line;
        }
    }
}
