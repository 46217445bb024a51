package io.telpher.http;

import io.telpher.core.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A URL of {@code http} or {@code https} that we ask for ourselves. Its path and query may be secrets, so that its text is that of
 * its authority.
 *
 * @param secure whether over TLS
 * @param endpoint who is asked
 * @param path its path, at least a slash
 * @param query its query, or null
 */
public record HttpUrl(
        boolean secure,
        Endpoint endpoint,
        String path,
        @Nullable String query) {

    /** Reads one; null if it is none, or has a user or a fragment. */
    public static @Nullable HttpUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        boolean odd = uri.getUserInfo() != null || uri.getFragment() != null || uri.getHost() == null;
        if (odd || (!secure && !scheme.equals("http"))) {
            return null;
        }
        String host = uri.getHost().replaceAll("^\\[|]$", "").toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return port < 1 || port > 65_535
                ? null
                : new HttpUrl(secure, new Endpoint(host, port), path, uri.getRawQuery());
    }

    /** {@code https} or {@code http}. */
    public String scheme() {
        return secure ? "https" : "http";
    }

    /** Without what may be secret. */
    @Override
    public String toString() {
        return scheme() + "://" + endpoint.address();
    }
}
