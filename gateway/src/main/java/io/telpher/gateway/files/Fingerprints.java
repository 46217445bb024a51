package io.telpher.gateway.files;

import io.telpher.gateway.files.Catalog.Known;
import io.telpher.http.HttpRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves files under names that tell their content, which may be kept for long since a change makes another name, and has
 * pages and style sheets refer to each other by them.
 */
final class Fingerprints {
    /** Seven days for versioned files; nobody has to ask for them meanwhile (RFC 8246). */
    private static final String VERSIONED = "public, max-age=" + TimeUnit.DAYS.toSeconds(7) + ", immutable";

    /** A plain name says nothing of versions, so its life is short. */
    private static final String PLAIN = "public, max-age=60";

    /** Pages lead to versions, and old versions to what there is now: whoever keeps them asks whether they still hold. */
    private static final String ASKED = "no-cache";

    private final Root root;
    private final Catalog catalog;

    Fingerprints(Root root, Catalog catalog) {
        this.root = root;
        this.catalog = catalog;
    }

    /** What answers a request for a name that a file has. */
    Served plain(HttpRequest request, String name, FoundFile file) throws IOException {
        return current(request, name, file, Reference.isPage(name) ? ASKED : PLAIN);
    }

    /** What answers a request for a name that no file has but for its version; null if that is none either. */
    @Nullable
    Served versioned(HttpRequest request, String asked) throws IOException {
        Versioned versioned = Versioned.of(asked);
        if (versioned == null || Reference.isPage(versioned.name())) {
            return null;
        }
        String name = versioned.name();
        FoundFile file = root.file(name);
        if (file == null) {
            return null;
        }
        String prefix = prefix(request);
        Look look = new Look(catalog, prefix == null ? "" : prefix);
        Known known = look.known(name);
        if (known != null && known.version().equals(versioned.version())) {
            return Served.of(known.file(), VERSIONED);
        }
        if (known != null && versioned.version().equals(look.version(name))) {
            return rewritten(look, known, VERSIONED);
        }
        return current(request, name, file, ASKED); // a version that was, or one that another node has already
    }

    private Served current(HttpRequest request, String name, FoundFile file, String cacheControl) throws IOException {
        String prefix = Catalog.isText(name) ? prefix(request) : null;
        if (prefix == null) {
            return Served.of(file, cacheControl);
        }
        Look look = new Look(catalog, prefix);
        Known known = look.known(name);
        return known == null || known.references().isEmpty()
                ? Served.of(file, cacheControl)
                : rewritten(look, known, cacheControl);
    }

    private static Served rewritten(Look look, Known known, String cacheControl) throws IOException {
        byte[] text = look.rewritten(known);
        String etag = '"' + Catalog.hex(Catalog.sha256().digest(text)).substring(0, 32) + '"';
        Served plain = Served.of(known.file(), cacheControl);
        return new Served(new Content.Bytes(text), plain.type(), etag, null, cacheControl);
    }

    /**
     * The path under which the client sees the root, without a slash at its end; null if that cannot be told because the path
     * was rewritten in another way than by taking its beginning off.
     */
    static @Nullable String prefix(HttpRequest request) {
        String asked = request.exchange().pathBefore();
        if (asked == null) {
            return "";
        }
        if (asked.endsWith(request.path())) {
            return asked.substring(0, asked.length() - request.path().length());
        }
        return request.path().equals("/") ? asked : null;
    }
}
