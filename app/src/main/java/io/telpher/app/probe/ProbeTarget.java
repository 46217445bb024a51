package io.telpher.app.probe;

import java.net.InetAddress;
import java.net.URI;

/**
 * Where a probe goes.
 *
 * @param host without brackets
 * @param authority as it stands in {@code Host}
 * @param path with its query, as it is sent
 */
record ProbeTarget(boolean secure, String host, int port, String authority, String path) {

    /** Takes a URL apart. @throws IllegalArgumentException if a probe cannot go there */
    static ProbeTarget of(URI url) {
        String scheme = String.valueOf(url.getScheme());
        boolean secure = scheme.equalsIgnoreCase("https");
        if (!secure && !scheme.equalsIgnoreCase("http")) {
            throw new IllegalArgumentException("a URL that begins with http:// or https:// is expected, not " + url);
        }
        String host = url.getHost();
        if (host == null || host.isEmpty()) {
            throw new IllegalArgumentException("the URL names no host: " + url);
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = url.getPort() < 0 ? (secure ? 443 : 80) : url.getPort();
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not within 1 to 65535");
        }
        String authority = url.getPort() < 0 ? host : host + ":" + port;
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return new ProbeTarget(secure, bare, port, authority, path + query);
    }

    boolean isLiteral() {
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    InetAddress literal() {
        return InetAddress.ofLiteral(host);
    }
}
