package io.telpher.testkit.corpus;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Raw bytes written as text: {@code \r \n \t \0 \\ \" \xHH} and {@code \*100{text}} for a hundred times text. */
final class CorpusEscapes {
    /** More than this is a mistake in the file. */
    private static final int BYTES_MAX = 4 << 20;

    private final String text;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int at;

    private CorpusEscapes(String text) {
        this.text = text;
    }

    static byte[] bytes(String text) {
        CorpusEscapes escapes = new CorpusEscapes(text);
        while (escapes.at < text.length()) {
            escapes.next();
            if (escapes.out.size() > BYTES_MAX) {
                throw new IllegalArgumentException("more than " + BYTES_MAX + " bytes");
            }
        }
        return escapes.out.toByteArray();
    }

    private void next() {
        char c = text.charAt(at++);
        if (c != '\\') {
            plain(c);
            return;
        }
        if (at == text.length()) {
            throw new IllegalArgumentException("a backslash at the end");
        }
        switch (text.charAt(at++)) {
            case 'r' -> out.write('\r');
            case 'n' -> out.write('\n');
            case 't' -> out.write('\t');
            case '0' -> out.write(0);
            case '\\' -> out.write('\\');
            case '"' -> out.write('"');
            case 'x' -> hex();
            case '*' -> repeated();
            default -> throw new IllegalArgumentException("no such escape: " + text.substring(at - 2, at));
        }
    }

    private void plain(char c) {
        if (c < ' ' || c > '~') {
            throw new IllegalArgumentException("write this as an escape: U+" + Integer.toHexString(c));
        }
        out.write(c);
    }

    private void hex() {
        if (at + 2 > text.length()) {
            throw new IllegalArgumentException("two hexadecimal digits expected");
        }
        out.write(HexFormat.fromHexDigits(text, at, at + 2));
        at += 2;
    }

    private void repeated() {
        int open = text.indexOf('{', at);
        int close = text.indexOf('}', at);
        if (open < 0 || close < open) {
            throw new IllegalArgumentException("\\*count{text} expected");
        }
        int count = Integer.parseInt(text, at, open, 10);
        byte[] once = bytes(text.substring(open + 1, close));
        if ((long) count * once.length > BYTES_MAX) {
            throw new IllegalArgumentException("more than " + BYTES_MAX + " bytes");
        }
        for (int i = 0; i < count; i++) {
            out.writeBytes(once);
        }
        at = close + 1;
    }
}
