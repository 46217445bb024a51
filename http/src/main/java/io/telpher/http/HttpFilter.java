package io.telpher.http;

import io.telpher.core.Filter;
import io.telpher.core.Service;

/** What wraps an {@link HttpHandler}. */
@FunctionalInterface
public interface HttpFilter extends Filter<HttpRequest, HttpResponse> {

    /** Where this filter's code runs, see {@link HttpHandler#placement()}. */
    default Placement placement() {
        return Placement.LOOP;
    }

    /** This filter around {@code handler}, running where both can. */
    default HttpHandler around(HttpHandler handler) {
        HttpFilter self = this;
        Placement placement = placement().and(handler.placement());
        return new HttpHandler() {
            @Override
            public HttpResponse call(HttpRequest request) throws Exception {
                return self.call(request, (Service<HttpRequest, HttpResponse>) handler);
            }

            @Override
            public Placement placement() {
                return placement;
            }
        };
    }
}
