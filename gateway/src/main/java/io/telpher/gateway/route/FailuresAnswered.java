package io.telpher.gateway.route;

import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Problem;

/** Turns trouble on the network into an answer, once, and notes it for the log. Everything else is a bug and goes on up. */
final class FailuresAnswered implements HttpFilter {

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        try {
            return next.call(request);
        } catch (Failure failure) {
            boolean clients = failure.side() == Failure.Side.DOWNSTREAM;
            if (!clients || request.exchange().failure() == null) {
                request.exchange().failure(failure); // of its own trouble the client's connection has said more already
            }
            return Problem.of(failure);
        }
    }
}
