package io.telpher.gateway.route;

import io.telpher.http.BadTarget;
import io.telpher.http.CanonicalPath;
import java.util.ArrayList;
import java.util.List;

/**
 * The paths of a match, segment by segment: text, {@code *} or {@code {name}} for any one segment that is not empty, and
 * a final {@code **} for any number of them, none included.
 *
 * @param segments text in canonical form, or {@link #ANY}
 * @param prefix whether {@code **} follows
 */
record PathPattern(List<String> segments, boolean prefix) {
    /** Any one segment. */
    static final String ANY = "*";

    /** Every path. */
    static final PathPattern ALL = new PathPattern(List.of(), true);

    /** Reads {@code /a}, {@code /a/**}, {@code /a/{id}/b}. */
    static PathPattern of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with /");
        }
        boolean prefix = text.endsWith("/**");
        String rest = prefix ? text.substring(0, text.length() - 3) : text;
        List<String> segments = new ArrayList<>();
        if (!rest.isEmpty()) {
            for (String segment : rest.substring(1).split("/", -1)) {
                segments.add(segment(segment));
            }
        }
        if (segments.stream().limit(Math.max(0, segments.size() - 1)).anyMatch(String::isEmpty)
                || (prefix && !segments.isEmpty() && segments.getLast().isEmpty())) {
            throw new IllegalArgumentException("a path has no empty segment: no request's canonical path does");
        }
        return new PathPattern(List.copyOf(segments), prefix);
    }

    private static String segment(String text) {
        if (text.equals(ANY) || text.matches("\\{[A-Za-z][A-Za-z0-9_-]*}")) {
            return ANY;
        }
        if (text.indexOf('*') >= 0 || text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
            throw new IllegalArgumentException(
                    "a segment is text, * or {name}, and ** stands only at the end: " + text);
        }
        if (text.indexOf(';') >= 0) {
            throw new IllegalArgumentException("a path is matched without its parameters: " + text);
        }
        if (text.matches("(?i)(\\.|%2e){1,2}")) {
            throw new IllegalArgumentException(
                    "the dot segment " + text + ": no request's canonical path has one, so this never matches");
        }
        try {
            return CanonicalPath.of('/' + text).substring(1);
        } catch (BadTarget e) {
            throw new IllegalArgumentException(e.detail());
        }
    }

    @Override
    public String toString() {
        return (segments.isEmpty() ? "" : '/' + String.join("/", segments)) + (prefix ? "/**" : "");
    }
}
