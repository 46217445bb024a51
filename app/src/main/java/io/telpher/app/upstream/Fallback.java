package io.telpher.app.upstream;

import io.telpher.core.Failure;
import io.telpher.core.metrics.Counter;
import io.telpher.gateway.Destination;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;

/** An upstream, and who answers in its place what it was not asked: nothing was sent then, so that nothing happens twice. */
public final class Fallback implements Destination {
    private final Destination upstream;
    private final HttpHandler other;
    private final Counter taken;

    /**
     * An upstream with a substitute.
     *
     * @param other who answers then
     * @param taken counts what it answered
     */
    public Fallback(Destination upstream, HttpHandler other, Counter taken) {
        this.upstream = upstream;
        this.other = other;
        this.taken = taken;
    }

    @Override
    public HttpResponse call(HttpRequest request) throws Exception {
        try {
            return upstream.call(request);
        } catch (Failure failure) {
            if (!refused(failure)) {
                throw failure;
            }
            taken.increment();
            return other.call(request);
        }
    }

    private static boolean refused(Failure failure) {
        return switch (failure.kind()) {
            case CIRCUIT_OPEN, LIMIT, NO_ENDPOINT -> failure.retryable();
            default -> false;
        };
    }

    @Override
    public boolean available() {
        return upstream.available() || (other instanceof Destination spare && spare.available());
    }
}
