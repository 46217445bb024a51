package io.telpher.app.access;

import java.nio.charset.StandardCharsets;

/** Writes a query without the values of what looks secret: {@code page=2&token=***}. */
final class QueryText {
    private static final byte[] MASK = "***".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CUT = "...".getBytes(StandardCharsets.US_ASCII);

    private QueryText() {}

    static void write(String query, int max, Bytes out) {
        int end = Math.min(query.length(), max);
        int from = 0;
        while (from < end) {
            int to = pairEnd(query, from, end);
            pair(query, from, to, out);
            if (to < end) {
                out.raw((byte) query.charAt(to));
            }
            from = to + 1;
        }
        if (end < query.length()) {
            out.raw(CUT);
        }
    }

    private static void pair(String query, int from, int to, Bytes out) {
        int equals = query.indexOf('=', from, to);
        if (equals < 0 || !Secrets.looksSecret(query, from, equals)) {
            out.escaped(query, from, to);
            return;
        }
        out.escaped(query, from, equals + 1);
        if (equals + 1 < to) {
            out.raw(MASK);
        }
    }

    private static int pairEnd(String query, int from, int end) {
        for (int i = from; i < end; i++) {
            char c = query.charAt(i);
            if (c == '&' || c == ';') {
                return i;
            }
        }
        return end;
    }
}
