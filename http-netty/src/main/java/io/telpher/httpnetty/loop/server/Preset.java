package io.telpher.httpnetty.loop.server;

import io.telpher.http.Status;
import io.telpher.httpnetty.loop.HeadWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Pieces of heads that are the same again and again, encoded once. */
final class Preset {
    static final byte[] CLOSE = HeadWriter.encoded("connection: close\r\n");
    static final byte[] KEEP_ALIVE = HeadWriter.encoded("connection: keep-alive\r\n");
    static final byte[] CONTINUE = HeadWriter.encoded("HTTP/1.1 100 Continue\r\n\r\n");

    private static final byte[][] STATUS_LINES = statusLines();

    private Preset() {}

    private static byte[][] statusLines() {
        byte[][] lines = new byte[600][];
        for (int code = 100; code < 600; code++) {
            lines[code] = HeadWriter.encoded("HTTP/1.1 " + code + " " + Status.reason(code) + "\r\n");
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
                line = HeadWriter.encoded("date: " + FORMAT.format(Instant.ofEpochSecond(epochSecond)) + "\r\n");
            }
            return line;
        }
    }
}
