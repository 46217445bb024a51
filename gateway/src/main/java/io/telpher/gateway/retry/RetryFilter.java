package io.telpher.gateway.retry;

import io.telpher.core.Filter;
import io.telpher.core.Service;
import io.telpher.http.Body;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.KeptBody;

/**
 * The policy, and what HTTP adds to it: a body is kept as it passes.
 *
 * @param policy retries, and what stands within them
 * @param bufferBytes how much of a body is kept
 */
record RetryFilter(Filter<HttpRequest, HttpResponse> policy, int bufferBytes) implements HttpFilter {

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        Body body = request.body();
        if (body.replayable()) {
            return policy.call(request, next);
        }
        // of a longer one nothing is kept; until its first byte goes it can be sent elsewhere all the same
        Body sent = body.kept(body.length() > bufferBytes ? 0 : bufferBytes);
        if (!(sent instanceof KeptBody kept)) {
            return policy.call(request, next);
        }
        try {
            return policy.call(request.withBody(kept), next);
        } finally {
            kept.settle();
        }
    }
}
