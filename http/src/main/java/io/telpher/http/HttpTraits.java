package io.telpher.http;

import io.telpher.core.Ending;
import io.telpher.core.Traits;

/** What policies may know of HTTP. */
public final class HttpTraits implements Traits<HttpRequest, HttpResponse> {
    /** There is only one. */
    public static final HttpTraits INSTANCE = new HttpTraits();

    private HttpTraits() {}

    @Override
    public boolean idempotent(HttpRequest request) {
        return request.method().idempotent();
    }

    @Override
    public boolean replayable(HttpRequest request) {
        return request.body() instanceof BytesBody;
    }

    @Override
    public boolean failed(HttpResponse reply) {
        return reply.status() >= 500 && reply.status() != 501 && reply.status() != 505;
    }

    @Override
    public Ending end(HttpResponse reply) {
        return reply.end();
    }

    @Override
    public void discard(HttpResponse reply) {
        reply.body().discard();
    }
}
