package io.telpher.gateway.redirect;

import io.telpher.http.Authority;
import io.telpher.http.HttpRequest;
import io.telpher.http.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A URL with placeholders that a request fills. Everything that a request can put there is canonical, so no client can
 * be led to another host by what somebody wrote into a path.
 */
final class Template {
    static final String PLACEHOLDERS = "{scheme}, {host}, {authority}, {port}, {path}, {query} and {target}";

    private final String text;
    private final List<Function<HttpRequest, String>> parts;

    private Template(String text, List<Function<HttpRequest, String>> parts) {
        this.text = text;
        this.parts = parts;
    }

    /** Reads a template. @throws IllegalArgumentException if it is none */
    static Template of(String text) {
        boolean absolute = text.startsWith("http://") || text.startsWith("https://") || text.startsWith("{scheme}://");
        boolean path = text.startsWith("/") || text.startsWith("{path}") || text.startsWith("{target}");
        if (!absolute && !path) {
            throw new IllegalArgumentException("it begins neither with http://, https://, {scheme}:// nor with a path");
        }
        if (text.startsWith("//") || text.startsWith("/{path}") || text.startsWith("/{target}")) {
            throw new IllegalArgumentException("two slashes at the beginning name a host: anybody could choose it");
        }
        if (!Tokens.isFieldValue(text) || text.chars().anyMatch(c -> c <= ' ' || c > 126)) {
            throw new IllegalArgumentException("white space or a character beyond ASCII, which must be escaped");
        }
        return new Template(text, parts(text));
    }

    private static List<Function<HttpRequest, String>> parts(String text) {
        List<Function<HttpRequest, String>> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            int end = open < 0 ? text.length() : open;
            String literal = text.substring(at, end);
            parts.add(request -> literal);
            if (open < 0) {
                break;
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("a { without }");
            }
            parts.add(placeholder(text.substring(open + 1, close)));
            at = close + 1;
        }
        return List.copyOf(parts);
    }

    private static Function<HttpRequest, String> placeholder(String name) {
        return switch (name) {
            case "scheme" -> HttpRequest::scheme;
            case "host" -> HttpRequest::host;
            case "authority" -> HttpRequest::authority;
            case "port" -> Template::port;
            case "path" -> HttpRequest::path;
            case "query" -> request -> request.query() == null ? "" : request.query();
            case "target" -> HttpRequest::target;
            default -> throw new IllegalArgumentException("unknown placeholder {" + name + "}");
        };
    }

    private static String port(HttpRequest request) {
        int port = Authority.port(request.authority());
        return String.valueOf(port >= 0 ? port : request.scheme().equals("https") ? 443 : 80);
    }

    /** The URL for a request. */
    String fill(HttpRequest request) {
        StringBuilder url = new StringBuilder();
        parts.forEach(part -> url.append(part.apply(request)));
        return url.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Template template && template.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
