package io.telpher.gateway.headers;

import io.telpher.core.Service;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;

/**
 * Changes fields on both ways.
 *
 * @param config how
 */
record HeadersFilter(HeadersConfig config) implements HttpFilter {

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        HttpResponse response = next.call(request.withFields(config.request().apply(request.fields())));
        return response.withFields(config.response().apply(response.fields()));
    }
}
