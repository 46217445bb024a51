package io.telpher.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cookies of a request (RFC 6265 §4.2). */
public final class Cookies {
    private Cookies() {}

    /** The value of the first cookie of this name, as it was sent, or null. */
    public static @Nullable String value(Fields fields, String name) {
        for (String line : fields.values(FieldName.COOKIE)) {
            String value = value(line, name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The values of all cookies of this name, as they were sent and in their order. */
    public static List<String> values(Fields fields, String name) {
        List<String> values = new ArrayList<>();
        for (String line : fields.values(FieldName.COOKIE)) {
            for (String each : line.split(";", -1)) {
                String pair = each.strip();
                if (isOf(pair, name)) {
                    values.add(pair.substring(name.length() + 1));
                }
            }
        }
        return values;
    }

    private static boolean isOf(String pair, String name) {
        return pair.length() > name.length() && pair.startsWith(name) && pair.charAt(name.length()) == '=';
    }

    private static @Nullable String value(String line, String name) {
        int at = 0;
        while (at <= line.length()) {
            int semicolon = line.indexOf(';', at);
            int end = semicolon < 0 ? line.length() : semicolon;
            String pair = line.substring(at, end).strip();
            if (isOf(pair, name)) {
                return pair.substring(name.length() + 1);
            }
            at = end + 1;
        }
        return null;
    }
}
