package io.telpher.gateway.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The way from a canonical path to the name of a file. Pure: it asks no file system. */
final class FileName {
    private FileName() {}

    /**
     * The name below the root, without a slash at its beginning, or null if no file can have it: names that begin with a
     * dot (but for {@code .well-known}, RFC 8615), with characters that a file system might take for something else, or
     * that are not UTF-8.
     */
    static @Nullable String of(String path) {
        String name = decoded(path.substring(1));
        if (name == null) {
            return null;
        }
        String[] segments = name.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            if (!isPlain(segments[i]) && !(last && segments[i].isEmpty()) && !segments[i].equals(".well-known")) {
                return null;
            }
        }
        return name;
    }

    /** True for a name of one file that is not hidden. */
    static boolean isPlain(String name) {
        return !name.isEmpty()
                && name.charAt(0) != '.'
                && name.chars().allMatch(c -> c >= ' ' && c != 127 && c != '/' && c != '\\');
    }

    private static @Nullable String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        ByteBuffer bytes = ByteBuffer.allocate(path.length());
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '%') {
                bytes.put((byte) Integer.parseInt(path, i + 1, i + 3, 16)); // canonical: two digits follow
                i += 2;
            } else {
                bytes.put((byte) path.charAt(i));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
