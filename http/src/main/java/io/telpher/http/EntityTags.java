package io.telpher.http;

import org.jspecify.annotations.Nullable;

/** Entity tags (RFC 9110 §8.8.3): comparing them, and finding one in a list. They are compared as they are written. */
public final class EntityTags {
    private EntityTags() {}

    /** True if the tag says that bytes are the same, not only their meaning. */
    public static boolean isStrong(@Nullable String tag) {
        return tag != null && tag.length() > 1 && tag.charAt(0) == '"' && tag.charAt(tag.length() - 1) == '"';
    }

    /** Strong comparison (§8.8.3.2). */
    public static boolean strongly(@Nullable String one, @Nullable String other) {
        return one != null && isStrong(one) && one.equals(other);
    }

    /** Weak comparison: weak tags are the same as strong ones that read alike. */
    public static boolean weakly(@Nullable String one, @Nullable String other) {
        return one != null && other != null && opaque(one).equals(opaque(other));
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /**
     * True if the list of {@code If-Match} or {@code If-None-Match} names the tag, or is {@code *}.
     *
     * @param tag that of the representation, or null if it has none
     */
    public static boolean names(String list, @Nullable String tag, boolean weak) {
        String text = list.strip();
        if (text.equals("*")) {
            return true;
        }
        for (int at = 0; tag != null && at < text.length(); ) {
            int end = end(text, at);
            String member = text.substring(at, end).strip();
            if (weak ? weakly(member, tag) : strongly(member, tag)) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    /** The comma behind a member: within quotes there may be others. */
    private static int end(String text, int from) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return text.length();
    }
}
