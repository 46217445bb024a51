package io.telpher.gateway.timeout;

import io.telpher.core.Service;
import io.telpher.core.Ticker;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.http.RequestDeadline;
import io.telpher.resilience.deadline.Deadlines;

/**
 * What stands outermost on every route for deadlines: takes the caller's word ({@code X-Request-Deadline}; that of gRPC has
 * been taken before), which can only shorten, from whomever it comes, and ends calls whose time is over.
 */
public final class CallerDeadline implements HttpFilter {
    private final Deadlines<HttpRequest, HttpResponse> deadlines;
    private final Counter unreadable;

    /** For one route, by the clock of its exchanges. */
    public CallerDeadline(String route, Ticker ticker, Metrics metrics) {
        this.deadlines = new Deadlines<>(HttpTraits.INSTANCE, ticker);
        this.unreadable = metrics.counter(
                        "telpher_deadline_unreadable_total",
                        "Requests whose X-Request-Deadline is no number of milliseconds; it was ignored.",
                        "route")
                .with(route);
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        long left = RequestDeadline.nanos(request.fields());
        if (left >= 0) {
            request.exchange().deadline(request.exchange().startedNanos() + left);
        } else if (left == RequestDeadline.UNREADABLE) {
            unreadable.increment();
        }
        return deadlines.call(request, next);
    }
}
