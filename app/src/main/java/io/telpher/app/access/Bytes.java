package io.telpher.app.access;

import java.nio.charset.StandardCharsets;

/**
 * A block of log lines under way, as bytes. It escapes what it is given, so that a line is one line of printable ASCII
 * whatever a client sends. For one thread at a time; the writer of a line makes sure that there is room.
 */
final class Bytes {
    /** How many bytes a block holds. */
    static final int SIZE = 64 << 10;

    /** What one character can become: a backslash, u and four digits. */
    static final int ESCAPED_MAX = 6;

    private static final boolean[] PLAIN = new boolean[128];
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    static {
        for (int c = ' '; c < 127; c++) {
            PLAIN[c] = c != '"' && c != '\\';
        }
    }

    private final byte[] array = new byte[SIZE];
    private int at;
    private int lines;

    int room() {
        return SIZE - at;
    }

    int length() {
        return at;
    }

    byte[] array() {
        return array;
    }

    /** How many lines were ended in it. */
    int lines() {
        return lines;
    }

    void clear() {
        at = 0;
        lines = 0;
    }

    void endLine() {
        array[at++] = '\n';
        lines++;
    }

    void raw(byte b) {
        array[at++] = b;
    }

    void raw(byte[] bytes) {
        raw(bytes, bytes.length);
    }

    void raw(byte[] bytes, int length) {
        System.arraycopy(bytes, 0, array, at, length);
        at += length;
    }

    /** The characters from {@code from} to before {@code to}, escaped as in a JSON string. */
    void escaped(CharSequence text, int from, int to) {
        int p = at;
        byte[] out = array;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 128 && PLAIN[c]) {
                out[p++] = (byte) c;
            } else {
                p = escape(c, out, p);
            }
        }
        at = p;
    }

    /** The text, escaped; what is beyond {@code max} characters becomes three dots. */
    void escaped(String text, int max) {
        int length = text.length();
        if (length <= max) {
            escaped(text, 0, length);
            return;
        }
        escaped(text, 0, max);
        array[at++] = '.';
        array[at++] = '.';
        array[at++] = '.';
    }

    private static int escape(char c, byte[] out, int at) {
        int p = at;
        out[p++] = '\\';
        if (c == '"' || c == '\\') {
            out[p++] = (byte) c;
            return p;
        }
        out[p++] = 'u';
        out[p++] = HEX[c >>> 12];
        out[p++] = HEX[c >>> 8 & 15];
        out[p++] = HEX[c >>> 4 & 15];
        out[p++] = HEX[c & 15];
        return p;
    }

    /** A number that is not negative, in decimal. */
    void number(long n) {
        int end = at + digits(n);
        long rest = n;
        for (int p = end - 1; p >= at; p--) {
            array[p] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        at = end;
    }

    private static int digits(long n) {
        int count = 1;
        for (long bound = 10; count < 19 && n >= bound; bound *= 10) {
            count++;
        }
        return count;
    }

    /** A duration in milliseconds with three digits behind the point. */
    void millis(long nanos) {
        long micros = nanos / 1_000;
        number(micros / 1_000);
        array[at++] = '.';
        threeDigits((int) (micros % 1_000));
    }

    void threeDigits(int n) {
        array[at++] = (byte) ('0' + n / 100);
        array[at++] = (byte) ('0' + n / 10 % 10);
        array[at++] = (byte) ('0' + n % 10);
    }
}
