package io.telpher.http;

import io.telpher.core.Ending;
import io.telpher.core.Priority;
import io.telpher.core.Traits;
import io.telpher.core.Tries;
import org.jspecify.annotations.Nullable;

/** What policies may know of HTTP. */
public final class HttpTraits implements Traits<HttpRequest, HttpResponse> {
    /** There is only one. */
    public static final HttpTraits INSTANCE = new HttpTraits();

    /** By it a client says that whoever serves it executes the request once, however often it comes. */
    public static final FieldName IDEMPOTENCY_KEY = FieldName.of("idempotency-key");

    private HttpTraits() {}

    /** By its method, or because it has a key by which its server knows it again. */
    @Override
    public boolean idempotent(HttpRequest request) {
        return request.method().idempotent() || request.fields().contains(IDEMPOTENCY_KEY);
    }

    @Override
    public boolean replayable(HttpRequest request) {
        return request.body().replayable();
    }

    @Override
    public Priority priority(HttpRequest request) {
        return request.exchange().priority();
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

    @Override
    public long deadlineNanos(HttpRequest request) {
        return request.exchange().deadlineNanos();
    }

    @Override
    public long waitNanos(HttpResponse reply) {
        return RetryAfter.nanos(reply.fields());
    }

    @Override
    public @Nullable Tries tries(HttpRequest request) {
        return request.exchange().tries();
    }

    @Override
    public void attempt(HttpRequest request, Tries tries, long untilNanos) {
        request.exchange().attempt(tries, untilNanos);
    }

    @Override
    public HttpRequest beside(HttpRequest request, Tries elsewhere) {
        return request.withExchange(request.exchange().beside(elsewhere));
    }

    @Override
    public void took(HttpRequest request, HttpRequest beside, boolean won) {
        request.exchange().took(beside.exchange(), won);
    }
}
