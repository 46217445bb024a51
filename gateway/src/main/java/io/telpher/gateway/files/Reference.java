package io.telpher.gateway.files;

import io.telpher.http.BadTarget;
import io.telpher.http.CanonicalPath;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A place in a page or style sheet that names another file of the same root.
 *
 * @param at where in the text its version goes, with the dot before it
 * @param name the file that it names, below the root
 * @param exact true if it means the file as it lies there, such as beside {@code integrity}
 */
record Reference(int at, String name, boolean exact) {

    /**
     * Where the text stands that has references.
     *
     * @param prefix the path under which clients see the root, without a slash at its end
     * @param directory of the text below the root, beginning and ending with a slash, canonical
     */
    record Base(String prefix, String directory) {

        /**
         * Reads a reference. What has a scheme, a host or a query, what leads elsewhere, and pages (whose addresses people
         * see and keep) are none of ours.
         *
         * @param text the whole, one character for each byte
         * @param from where the reference begins
         * @param to where it ends (not included)
         */
        @Nullable
        Reference reference(String text, int from, int to, boolean exact) {
            int start = from;
            while (start < to && text.charAt(start) <= ' ') {
                start++;
            }
            int end = start;
            while (end < to && text.charAt(end) != '#' && text.charAt(end) > ' ') {
                if ("?&\\:".indexOf(text.charAt(end)) >= 0) {
                    return null; // a query, an escape, a scheme
                }
                end++;
            }
            if (end < to && text.charAt(end) != '#' && !text.substring(end, to).isBlank()) {
                return null; // a space within
            }
            int dot = text.lastIndexOf('.', end - 1);
            int segment = Math.max(start - 1, text.lastIndexOf('/', end - 1)) + 1;
            if (end <= segment || dot <= segment || text.startsWith("//", start)) {
                return null;
            }
            String name = name(text.substring(start, end));
            return name != null && name.endsWith(text.substring(dot, end)) && !isPage(name)
                    ? new Reference(dot, name, exact)
                    : null;
        }

        private @Nullable String name(String path) {
            String whole = path.startsWith("/") ? path : prefix + directory + path;
            try {
                String canonical = CanonicalPath.of(escaped(whole));
                return canonical.startsWith(prefix + '/') ? FileName.of(canonical.substring(prefix.length())) : null;
            } catch (BadTarget e) {
                return null;
            }
        }

        /** Bytes beyond ASCII as browsers send them. */
        private static String escaped(String path) {
            StringBuilder out = new StringBuilder(path.length());
            for (byte b : path.getBytes(StandardCharsets.ISO_8859_1)) {
                if (b < 0) {
                    out.append(String.format("%%%02X", b));
                } else {
                    out.append((char) b);
                }
            }
            return out.toString();
        }
    }

    static boolean isPage(String name) {
        return ContentTypes.of(name).startsWith("text/html");
    }

    static boolean isStyleSheet(String name) {
        return ContentTypes.of(name).startsWith("text/css");
    }
}
