package io.telpher.gateway.files;

import io.telpher.gateway.files.Catalog.Known;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One request's look at the files: each is asked for once, so that all that it decides is about the same state. */
final class Look {
    /** What a style sheet refers to, directly or through others, is followed so far. */
    static final int FOLLOWED_MAX = 1_000;

    private final Catalog catalog;
    private final String prefix;
    private final Map<String, @Nullable Known> seen = new HashMap<>();
    private final Map<String, String> versions = new HashMap<>();

    Look(Catalog catalog, String prefix) {
        this.catalog = catalog;
        this.prefix = prefix;
    }

    /** What is known of a file, or null if it has no fingerprint. */
    @Nullable
    Known known(String name) throws IOException {
        if (!seen.containsKey(name)) {
            seen.put(name, catalog.known(prefix, name));
        }
        return seen.get(name);
    }

    /**
     * The version of a file with its references rewritten, or null if it has none. It is a hash of the content of all that
     * it refers to, however far: so it changes with any of them, and style sheets that import each other have one, too.
     */
    @Nullable
    String version(String name) throws IOException {
        Known known = known(name);
        if (known == null || known.references().isEmpty()) {
            return known == null ? null : known.version();
        }
        String version = versions.get(name);
        if (version == null) {
            version = followed(name);
            versions.put(name, version);
        }
        return version.isEmpty() ? null : version;
    }

    private String followed(String name) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        Deque<String> left = new ArrayDeque<>(List.of(name));
        while (!left.isEmpty()) {
            String next = left.remove();
            if (hashes.containsKey(next)) {
                continue;
            }
            if (hashes.size() == FOLLOWED_MAX) {
                return "";
            }
            Known known = known(next);
            hashes.put(next, known == null ? "" : known.hash());
            if (known != null) {
                known.references().forEach(reference -> left.add(reference.name()));
            }
        }
        MessageDigest digest = Catalog.sha256();
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        hashes.forEach((file, hash) -> digest.update(('\n' + file + '\t' + hash).getBytes(StandardCharsets.UTF_8)));
        return Catalog.hex(digest.digest()).substring(0, Versioned.DIGITS);
    }

    /** The text of a page or style sheet with its references rewritten. @throws IOException if it changes meanwhile */
    byte[] rewritten(Known known) throws IOException {
        byte[] text = known.file().bytes();
        if (!Catalog.hex(Catalog.sha256().digest(text)).equals(known.hash())) {
            throw new FoundFile.Changed(known.file().path());
        }
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(text.length + 16 * known.references().size());
        int at = 0;
        for (Reference reference : known.references()) {
            Known target = reference.exact() ? known(reference.name()) : null;
            String version = reference.exact() && target != null ? target.version() : version(reference.name());
            if (version != null) {
                out.write(text, at, reference.at() - at);
                out.writeBytes(('.' + version).getBytes(StandardCharsets.US_ASCII));
                at = reference.at();
            }
        }
        out.write(text, at, text.length - at);
        return out.toByteArray();
    }
}
