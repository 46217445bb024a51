package io.telpher.gateway.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The references of a style sheet: {@code url(...)} and {@code @import "..."} (CSS Syntax Level 3 §4.3). Pure; what it does
 * not understand it passes over.
 */
final class CssReferences {
    private final String text;
    private final int to;
    private final Reference.Base base;
    private final List<Reference> found;
    private int at;

    private CssReferences(String text, int from, int to, Reference.Base base, List<Reference> found) {
        this.text = text;
        this.at = from;
        this.to = to;
        this.base = base;
        this.found = found;
    }

    /** Finds those between {@code from} and {@code to} (not included). */
    static void find(String text, int from, int to, Reference.Base base, List<Reference> found) {
        new CssReferences(text, from, to, base, found).all();
    }

    private void all() {
        while (at < to) {
            char c = text.charAt(at);
            if (c == '/' && starts("/*")) {
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? to : end + 2;
            } else if (c == '"' || c == '\'') {
                at = stringEnd(at) + 1;
            } else if (c == '\\') {
                at += 2;
            } else if ((c == 'u' || c == 'U') && starts("url(") && !isName(at - 1)) {
                at += 4;
                url();
            } else if (c == '@' && starts("@import") && !isName(at + 7)) {
                at += 7;
                skipSpace();
                string();
            } else {
                at++;
            }
        }
    }

    private void url() {
        skipSpace();
        if (string()) {
            return;
        }
        int end = text.indexOf(')', at);
        end = end < 0 || end > to ? to : end;
        add(at, end);
        at = end;
    }

    /** Takes a string if one stands here. */
    private boolean string() {
        if (at >= to || (text.charAt(at) != '"' && text.charAt(at) != '\'')) {
            return false;
        }
        int end = stringEnd(at);
        add(at + 1, end);
        at = end + 1;
        return true;
    }

    private void add(int from, int end) {
        @Nullable Reference reference = base.reference(text, from, Math.min(end, to), false);
        if (reference != null) {
            found.add(reference);
        }
    }

    private int stringEnd(int quote) {
        int i = quote + 1;
        while (i < to && text.charAt(i) != text.charAt(quote) && text.charAt(i) != '\n') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i, to);
    }

    private void skipSpace() {
        while (at < to && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private boolean starts(String word) {
        return at + word.length() <= to && text.regionMatches(true, at, word, 0, word.length());
    }

    private boolean isName(int i) {
        if (i < 0 || i >= to) {
            return false;
        }
        char c = text.charAt(i);
        return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c > 127;
    }
}
