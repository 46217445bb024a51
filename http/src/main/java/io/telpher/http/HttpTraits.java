package io.telpher.http;

import io.telpher.core.Ending;
import io.telpher.core.Priority;
import io.telpher.core.Traits;
import io.telpher.core.Tries;
import io.telpher.core.Waiter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What policies may know of HTTP. */
public final class HttpTraits implements Traits<HttpRequest, HttpResponse> {
    /** There is only one. */
    public static final HttpTraits INSTANCE = new HttpTraits();

    /** By it a client says that whoever serves it executes the request once, however often it comes. */
    public static final FieldName IDEMPOTENCY_KEY = FieldName.of("idempotency-key");

    private static final int SWITCHING = 101;
    private static final int OK = 200;

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

    /** By its status; a call of gRPC that ends with its head says it there, whatever its status. */
    @Override
    public boolean failed(HttpResponse reply) {
        int status = reply.status();
        return status >= 500
                ? status != 501 && status != 505
                : status == OK && reply.body().length() <= 0 && Grpc.failed(reply.fields());
    }

    /** A call of gRPC with content: its length is told by nothing. */
    @Override
    public boolean tellsAtEnd(HttpResponse reply) {
        return reply.status() == OK && reply.body().length() < 0 && Grpc.is(reply.fields());
    }

    @Override
    public boolean failedAtEnd(HttpResponse reply) {
        return Grpc.endpointFailed(Grpc.status(reply.body().trailers()));
    }

    @Override
    public Ending end(HttpResponse reply) {
        return reply.end();
    }

    @Override
    public void discard(HttpResponse reply) {
        reply.body().discard();
    }

    /** A stream of events, and what has become a tunnel. A call of gRPC ends when its caller said. */
    @Override
    public boolean lasts(HttpResponse reply) {
        return reply.status() == SWITCHING || (reply.body().length() < 0 && EventStream.is(reply.fields()));
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
    public long askedNanos(HttpRequest request) {
        return request.exchange().pickedNanos();
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

    @Override
    public void limit(HttpRequest request, long nanos) {
        request.exchange().limit(nanos);
    }

    @Override
    public void unlimit(HttpRequest request) {
        request.exchange().unlimit();
    }

    /** Its caller's deadline stays behind: one that asks in a hurry must not have others' answer cut short. */
    @Override
    public HttpRequest detached(HttpRequest request) {
        return RequestDeadline.withheld(request.withExchange(request.exchange().detached()));
    }

    @Override
    public void served(HttpRequest request, HttpRequest other) {
        request.exchange().servedAs(other.exchange());
    }

    @Override
    public void joined(HttpRequest request) {
        request.exchange().joined();
    }

    @Override
    public @Nullable SharedReply share(HttpRequest request, HttpResponse reply, int bytesMax, Waiter waiter)
            throws IOException {
        return SharedReply.of(request, reply, bytesMax, waiter);
    }
}
