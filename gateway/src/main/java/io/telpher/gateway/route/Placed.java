package io.telpher.gateway.route;

import io.telpher.core.Service;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Placement;

/**
 * A filter that runs where its feature says, too.
 *
 * @param placement where it runs
 * @param filter what it does
 */
record Placed(Placement placement, HttpFilter filter) implements HttpFilter {

    static HttpFilter at(Placement placement, HttpFilter filter) {
        return placement == filter.placement() ? filter : new Placed(placement.and(filter.placement()), filter);
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        return filter.call(request, next);
    }
}
