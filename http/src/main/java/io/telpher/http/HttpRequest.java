package io.telpher.http;

import org.jspecify.annotations.Nullable;

/**
 * A request. Its target is in canonical form: what routing matches, authentication judges, caches key and upstreams
 * receive is the same text. Immutable, but for the {@link Exchange} that goes with it.
 */
public final class HttpRequest {
    private final Method method;
    private final String scheme;
    private final String authority;
    private final String path;
    private final @Nullable String query;
    private final HttpVersion version;
    private final Fields fields;
    private final Body body;
    private final Exchange exchange;

    /**
     * A request.
     *
     * @param method what is asked
     * @param scheme {@code http} or {@code https}, as the client used it
     * @param authority host and port as the client named them, host in lower case; empty if there was none
     * @param path canonical (see {@link Target}), beginning with {@code /}; {@code *} for the server itself; empty for CONNECT
     * @param query what followed the question mark, or null
     * @param version the version in which it came
     * @param fields its fields
     * @param body its content
     * @param exchange the exchange that it begins
     */
    public HttpRequest(
            Method method,
            String scheme,
            String authority,
            String path,
            @Nullable String query,
            HttpVersion version,
            Fields fields,
            Body body,
            Exchange exchange) {
        this.method = method;
        this.scheme = scheme;
        this.authority = authority;
        this.path = path;
        this.query = query;
        this.version = version;
        this.fields = fields;
        this.body = body;
        this.exchange = exchange;
    }

    /** What is asked. */
    public Method method() {
        return method;
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return scheme;
    }

    /** Host and port as the client named them, host in lower case. */
    public String authority() {
        return authority;
    }

    /** The host without its port, in lower case; IPv6 keeps its brackets. */
    public String host() {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon);
    }

    /** The canonical path. */
    public String path() {
        return path;
    }

    /** What followed the question mark, or null. */
    public @Nullable String query() {
        return query;
    }

    /** Path and query as they are sent on. */
    public String target() {
        return query == null ? path : path + '?' + query;
    }

    /** The version in which it came. */
    public HttpVersion version() {
        return version;
    }

    /** Its fields. */
    public Fields fields() {
        return fields;
    }

    /** Its content. */
    public Body body() {
        return body;
    }

    /** The exchange that it began. */
    public Exchange exchange() {
        return exchange;
    }

    /** The connection on which it came. */
    public Peer peer() {
        return exchange.peer();
    }

    /** Sends an interim response, such as {@code 103 Early Hints}, to a client that understands them. */
    public void early(HttpResponse interim) {
        exchange.early(interim);
    }

    /** This request with another method. */
    public HttpRequest withMethod(Method other) {
        return new HttpRequest(other, scheme, authority, path, query, version, fields, body, exchange);
    }

    /** This request to another path, which must be canonical, and query. */
    public HttpRequest withTarget(String otherPath, @Nullable String otherQuery) {
        return new HttpRequest(method, scheme, authority, otherPath, otherQuery, version, fields, body, exchange);
    }

    /** This request to another authority. */
    public HttpRequest withAuthority(String other) {
        return new HttpRequest(method, scheme, other, path, query, version, fields, body, exchange);
    }

    /** This request with other fields. */
    public HttpRequest withFields(Fields other) {
        return new HttpRequest(method, scheme, authority, path, query, version, other, body, exchange);
    }

    /** This request with another body. */
    public HttpRequest withBody(Body other) {
        return new HttpRequest(method, scheme, authority, path, query, version, fields, other, exchange);
    }

    /** This request with another exchange. */
    public HttpRequest withExchange(Exchange other) {
        return new HttpRequest(method, scheme, authority, path, query, version, fields, body, other);
    }

    @Override
    public String toString() {
        return method + " " + scheme + "://" + authority + target();
    }
}
