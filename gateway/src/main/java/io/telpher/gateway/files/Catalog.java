package io.telpher.gateway.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the content of files: hashes, and the references of pages and style sheets. Whatever is asked is compared
 * with the file as it is now, so a change is seen by whoever asks next.
 */
final class Catalog {
    /** A page or style sheet larger than this is served as it is. */
    static final int TEXT_BYTES_MAX = 1 << 20;

    /** A file larger than this has no fingerprint: reading it takes longer than a page should wait. */
    static final long HASHED_BYTES_MAX = 32L << 20;

    /** So many files are remembered; with one more all are forgotten, and read again when they are wanted. */
    static final int FILES_MAX = 10_000;

    /** So many references of a text count. */
    static final int REFERENCES_MAX = 1_000;

    /** A file that changed so lately may change again without another time of modification. */
    private static final long SETTLED_MILLIS = 100;

    private final Root root;
    private final InstantSource calendar;
    private final Map<Place, Known> known = new ConcurrentHashMap<>();

    Catalog(Root root, InstantSource calendar) {
        this.root = root;
        this.calendar = calendar;
    }

    private record Place(String prefix, String name) {}

    /**
     * What is known of a file.
     *
     * @param file as it was
     * @param hash of its content, in hexadecimal digits
     * @param references in its text, none if it is no page or style sheet
     */
    record Known(FoundFile file, String hash, List<Reference> references) {
        String version() {
            return hash.substring(0, Versioned.DIGITS);
        }
    }

    /** What is known of a file, where {@code prefix} is the path under which clients see the root; null if it cannot be fingerprinted. */
    @Nullable
    Known known(String prefix, String name) throws IOException {
        FoundFile file = root.file(name);
        if (file == null || file.size() > (isText(name) ? TEXT_BYTES_MAX : HASHED_BYTES_MAX)) {
            return null;
        }
        Place place = new Place(isText(name) ? prefix : "", name);
        Known before = known.get(place);
        if (before != null && before.file.equals(file)) {
            return before;
        }
        Known now = read(prefix, name, file);
        if (calendar.millis() - file.modifiedNanos() / 1_000_000 > SETTLED_MILLIS) {
            if (known.size() >= FILES_MAX) {
                known.clear();
            }
            known.put(place, now);
        }
        return now;
    }

    private static Known read(String prefix, String name, FoundFile file) throws IOException {
        if (!isText(name)) {
            return new Known(file, hash(file), List.of());
        }
        byte[] bytes = file.bytes();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Reference.Base base = new Reference.Base(prefix, '/' + name.substring(0, name.lastIndexOf('/') + 1));
        List<Reference> found = new ArrayList<>();
        if (Reference.isPage(name)) {
            found = HtmlReferences.of(text, base);
        } else {
            CssReferences.find(text, 0, text.length(), base, found);
        }
        List<Reference> counted = found.subList(0, Math.min(found.size(), REFERENCES_MAX));
        return new Known(file, hex(sha256().digest(bytes)), List.copyOf(counted));
    }

    private static String hash(FoundFile file) throws IOException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[64 << 10];
        try (InputStream in = Files.newInputStream(file.path())) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
        }
        file.requireUnchanged();
        return hex(digest.digest());
    }

    /** True if it may have references. */
    static boolean isText(String name) {
        return Reference.isPage(name) || Reference.isStyleSheet(name);
    }

    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
