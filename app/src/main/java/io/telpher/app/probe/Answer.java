package io.telpher.app.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of a response.
 *
 * @param version {@code HTTP/1.1}
 * @param fields as they came
 */
record Answer(String version, int status, String reason, List<Line> fields) {

    /** A field line. */
    record Line(String name, String value) {}

    /** All values of this name joined by commas, or null. */
    @Nullable
    String value(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? null : String.join(", ", values);
    }

    List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (Line line : fields) {
            if (line.name().equalsIgnoreCase(name)) {
                values.add(line.value());
            }
        }
        return values;
    }

    boolean hasToken(String name, String token) {
        for (String value : values(name)) {
            for (String member : value.split(",", -1)) {
                if (member.strip().toLowerCase(Locale.ROOT).equals(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** True if the connection can be used again (RFC 9112 §9.3). */
    boolean staysOpen(boolean delimited) {
        boolean willing =
                version.equals("HTTP/1.1") ? !hasToken("connection", "close") : hasToken("connection", "keep-alive");
        return willing && delimited;
    }

    /** True if it has no body whatever its fields say (RFC 9112 §6.3). */
    boolean bodiless(String method) {
        return method.equals("HEAD") || status < 200 || status == 204 || status == 304;
    }
}
