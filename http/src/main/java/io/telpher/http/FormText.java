package io.telpher.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The writing of names and values in queries (WHATWG URL, application/x-www-form-urlencoded). */
public final class FormText {
    private FormText() {}

    /** What is meant by {@code text}: plus is a space; an escape that is none stands for itself. */
    public static String decoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        int n = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes[n++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[n++] = (byte) (c == '+' ? ' ' : c);
            }
        }
        return new String(bytes, 0, n, StandardCharsets.UTF_8);
    }

    /** {@code text} so that {@link #decoded} gives it back: letters, digits and {@code *-._} as they are, space as plus. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
