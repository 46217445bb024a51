package io.telpher.app.metrics;

import io.telpher.app.access.Completed;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Histogram;
import io.telpher.http.Exchange;

/** The counters of one endpoint of one upstream. */
final class EndpointMembers {
    private final String upstream;
    private final Counter[] byClass;
    private final Counter reused;
    private final Histogram firstByte;

    EndpointMembers(String upstream, String endpoint, RequestFamilies families) {
        this.upstream = upstream;
        this.byClass = RequestMetrics.byClass(families.upstreamRequests, upstream, endpoint);
        this.reused = families.upstreamReused.with(upstream, endpoint);
        this.firstByte = families.upstreamFirstByte.with(upstream, endpoint);
    }

    String upstream() {
        return upstream;
    }

    void count(Completed end) {
        Exchange exchange = end.exchange();
        byClass[RequestMetrics.statusClass(end.status())].increment();
        if (exchange.reused()) {
            reused.increment();
        }
        if (exchange.firstByteNanos() != 0) {
            firstByte.record(exchange.firstByteNanos() - exchange.pickedNanos());
        }
    }
}
