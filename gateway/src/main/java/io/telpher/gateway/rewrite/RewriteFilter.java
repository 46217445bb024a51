package io.telpher.gateway.rewrite;

import io.telpher.core.Service;
import io.telpher.http.BadTarget;
import io.telpher.http.CanonicalPath;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Problem;

/**
 * Changes the path. The result must be canonical again: one from which a dot segment would lead elsewhere is refused, or
 * a request could reach what another route protects.
 *
 * @param config how it changes
 */
record RewriteFilter(RewriteConfig config) implements HttpFilter {

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        if (!request.path().startsWith("/")) {
            return next.call(request); // OPTIONS * has no path
        }
        String path;
        try {
            path = canonical(rewritten(request.path()));
        } catch (BadTarget bad) {
            request.body().discard();
            return Problem.of(bad);
        }
        if (path.equals(request.path())) {
            return next.call(request);
        }
        request.exchange().rewriting(request.path());
        return next.call(request.withTarget(path, request.query()));
    }

    private String rewritten(String given) {
        String path = given;
        String strip = config.stripPrefix();
        if (strip != null && path.startsWith(strip)) {
            if (path.length() == strip.length()) {
                path = "/";
            } else if (path.charAt(strip.length()) == '/') {
                path = path.substring(strip.length());
            }
        }
        RewriteConfig.Replace replace = config.replace();
        if (replace != null) {
            path = replace.in(path);
        }
        String add = config.addPrefix();
        return add == null ? path : add + path;
    }

    private static String canonical(String path) throws BadTarget {
        String merged = path;
        while (merged.contains("//")) {
            merged = merged.replace("//", "/");
        }
        String canonical = CanonicalPath.of(merged);
        if (!canonical.equals(merged)) {
            throw new BadTarget("the rewritten path is not in canonical form (RFC 3986 section 6.2.2)");
        }
        return canonical;
    }
}
